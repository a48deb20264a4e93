import type { Venue } from "../venue.ts";
import { BINANCE } from "./binance.ts";
import { BINANCE_US } from "./binanceus.ts";
import { BITGET } from "./bitget.ts";
import { BYBIT } from "./bybit.ts";
import { MEXC } from "./mexc.ts";

/** Every exchange that can be traded at. What is not proven by a test against its protocol is not offered in `abilities`. */
export const VENUES: readonly Venue[] = [BYBIT, BINANCE, MEXC, BITGET, BINANCE_US];
