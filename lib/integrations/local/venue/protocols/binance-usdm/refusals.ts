import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

type Fault = readonly [status: number, code: number, msg: string];

/** Source: Binance USDS-M Futures, "Error Codes". */
const FAULTS: Readonly<Record<No, Fault>> = {
  insufficient: [400, -2019, "Margin is insufficient."],
  minNotional: [400, -4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."],
  lotSize: [400, -1111, "Precision is over the maximum defined for this asset."],
  priceFilter: [400, -4014, "Price not increased by tick size."],
  badSymbol: [400, -1121, "Invalid symbol."],
  halted: [400, -4108, "Symbol is on delivering or delivered or settling or closed or pre-trading."],
  reduceOnly: [400, -2022, "ReduceOnly Order is rejected."],
  duplicate: [400, -4116, "ClientOrderId is duplicated."],
  wouldTrigger: [400, -2021, "Order would immediately trigger."],
  postOnly: [400, -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."],
  unknownOrder: [400, -2011, "Unknown order sent."],
  notFound: [400, -2013, "Order does not exist."],
  leverage: [400, -4028, "Leverage is not valid"],
  leverageSame: [400, -4028, "Leverage is not valid"],
  badParameter: [400, -1102, "Mandatory parameter was not sent, was empty/null, or malformed."],
  tooWide: [400, -4166, "Search window is restricted to recent 7 days only."],
  notSupported: [
    400,
    -4120,
    "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
  ],
  clockSkew: [400, -1021, "Timestamp for this request is outside of the recvWindow."],
  badSignature: [400, -1022, "Signature for this request is not valid."],
  badKey: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  noKey: [401, -2014, "API-key format invalid."],
  badPassphrase: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  badAddress: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  noRight: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  limited: [429, -1003, "Too many requests; current limit is 2400 requests per minute."],
  banned: [418, -1003, "Way too many requests; IP banned. Please use the websocket for live updates to avoid bans."],
  unknown: [
    503,
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
  ],
  noPath: [404, -1, "Not found"],
};

export function refuseUsdm(no: No): VenueAnswer {
  const [status, code, msg] = FAULTS[no];
  return { status, body: { code, msg } };
}
