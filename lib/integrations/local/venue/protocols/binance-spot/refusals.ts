import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

type Fault = readonly [status: number, code: number, msg: string];

/** Source: binance-spot-api-docs, errors.md, and the filters page. */
const FAULTS: Readonly<Record<No, Fault>> = {
  insufficient: [400, -2010, "Account has insufficient balance for requested action."],
  minNotional: [400, -1013, "Filter failure: NOTIONAL"],
  lotSize: [400, -1013, "Filter failure: LOT_SIZE"],
  priceFilter: [400, -1013, "Filter failure: PRICE_FILTER"],
  badSymbol: [400, -1121, "Invalid symbol."],
  halted: [400, -1013, "Market is closed."],
  reduceOnly: [400, -1106, "Parameter 'reduceOnly' sent when not required."],
  duplicate: [400, -2010, "Duplicate order sent."],
  wouldTrigger: [400, -2010, "Stop price would trigger immediately."],
  postOnly: [400, -2010, "Order would immediately match and take."],
  unknownOrder: [400, -2011, "Unknown order sent."],
  notFound: [400, -2013, "Order does not exist."],
  leverage: [400, -1100, "Illegal characters found in a parameter."],
  leverageSame: [400, -1100, "Illegal characters found in a parameter."],
  badParameter: [400, -1102, "Mandatory parameter was not sent, was empty/null, or malformed."],
  tooWide: [400, -1127, "More than 24 hours between startTime and endTime."],
  notSupported: [400, -1116, "Invalid orderType."],
  clockSkew: [400, -1021, "Timestamp for this request is outside of the recvWindow."],
  badSignature: [400, -1022, "Signature for this request is not valid."],
  badKey: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  noKey: [401, -2014, "API-key format invalid."],
  badPassphrase: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  badAddress: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  noRight: [401, -2015, "Invalid API-key, IP, or permissions for action."],
  limited: [429, -1003, "Too much request weight used; current limit is 6000 request weight per 1 MINUTE."],
  banned: [
    418,
    -1003,
    "Way too much request weight used; IP banned. Please use the WebSocket Streams for live updates.",
  ],
  unknown: [
    503,
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
  ],
  noPath: [404, -1, "Not found"],
};

export function refuseSpot(no: No): VenueAnswer {
  const [status, code, msg] = FAULTS[no];
  return { status, body: { code, msg } };
}
