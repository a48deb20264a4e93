import type { No } from "../../core/rows.ts";
import { type BinanceFault, refusing, SHARED_FAULTS } from "../binance/faults.ts";

/** Source: binance-spot-api-docs, errors.md, and the filters page. */
const FAULTS: Readonly<Record<No, BinanceFault>> = {
  ...SHARED_FAULTS,
  insufficient: [400, -2010, "Account has insufficient balance for requested action."],
  minNotional: [400, -1013, "Filter failure: NOTIONAL"],
  lotSize: [400, -1013, "Filter failure: LOT_SIZE"],
  tooLarge: [400, -1013, "Filter failure: MARKET_LOT_SIZE"],
  priceFilter: [400, -1013, "Filter failure: PRICE_FILTER"],
  halted: [400, -1013, "Market is closed."],
  reduceOnly: [400, -1106, "Parameter 'reduceOnly' sent when not required."],
  duplicate: [400, -2010, "Duplicate order sent."],
  wouldTrigger: [400, -2010, "Stop price would trigger immediately."],
  postOnly: [400, -2010, "Order would immediately match and take."],
  leverage: [400, -1100, "Illegal characters found in a parameter."],
  leverageSame: [400, -1100, "Illegal characters found in a parameter."],
  tooWide: [400, -1127, "More than 24 hours between startTime and endTime."],
  notSupported: [400, -1116, "Invalid orderType."],
  limited: [429, -1003, "Too much request weight used; current limit is 6000 request weight per 1 MINUTE."],
  banned: [
    418,
    -1003,
    "Way too much request weight used; IP banned. Please use the WebSocket Streams for live updates.",
  ],
};

export const refuseSpot = refusing(FAULTS);
