import type { No } from "../../core/rows.ts";
import { type BinanceFault, refusing, SHARED_FAULTS } from "../binance/faults.ts";

/** Source: Binance USDS-M Futures, "Error Codes". */
const FAULTS: Readonly<Record<No, BinanceFault>> = {
  ...SHARED_FAULTS,
  insufficient: [400, -2019, "Margin is insufficient."],
  minNotional: [400, -4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."],
  lotSize: [400, -1111, "Precision is over the maximum defined for this asset."],
  tooLarge: [400, -4005, "Quantity greater than max quantity."],
  priceFilter: [400, -4014, "Price not increased by tick size."],
  halted: [400, -4108, "Symbol is on delivering or delivered or settling or closed or pre-trading."],
  reduceOnly: [400, -2022, "ReduceOnly Order is rejected."],
  duplicate: [400, -4116, "ClientOrderId is duplicated."],
  wouldTrigger: [400, -2021, "Order would immediately trigger."],
  postOnly: [400, -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."],
  leverage: [400, -4028, "Leverage is not valid"],
  leverageSame: [400, -4028, "Leverage is not valid"],
  tooWide: [400, -4166, "Search window is restricted to recent 7 days only."],
  notSupported: [
    400,
    -4120,
    "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
  ],
  limited: [429, -1003, "Too many requests; current limit is 2400 requests per minute."],
  banned: [418, -1003, "Way too many requests; IP banned. Please use the websocket for live updates to avoid bans."],
};

export const refuseUsdm = refusing(FAULTS);
