import type { Venue } from "../venue.ts";
import { BINANCE } from "./binance.ts";

/** Every exchange that can be traded at. What is not proven by a test against its protocol is not offered in `abilities`. */
export const VENUES: readonly Venue[] = [BINANCE];
