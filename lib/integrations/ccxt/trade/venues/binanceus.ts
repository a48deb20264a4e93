import type { Venue } from "../venue.ts";
import { BINANCE } from "./binance.ts";

/** Binance.US: Binance's spot protocol at a host of its own, without swaps and without the question for a key's rights. */
export const BINANCE_US: Venue = {
  ...BINANCE,
  abilities: {
    ...BINANCE.abilities,
    id: "binanceus",
    name: "Binance.US",
    markets: ["spot"],
    orderTypes: { spot: ["market", "limit", "stopLimit"], swap: [] },
    restingStop: { spot: false, swap: false },
    testnet: { spot: false, swap: false },
    privateStream: false,
    tellsRights: false,
  },
  /** 1,200 weight a minute and address; a fifth is left to the price feed. */
  budget: { perSecond: 16, burst: 200 },
  /** ccxt's costs are its weights as they are; of Binance's they are fractions. */
  weigh: ({ path, method, cost }) => (method !== "GET" && /order/i.test(path) ? 1 : cost),
  streams: [],
};
