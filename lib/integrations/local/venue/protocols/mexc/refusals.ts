import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

type Fault = readonly [status: number, code: number, msg: string];

/** Source: MEXC spot v3, "Error codes", and what ccxt's maintainers met. */
const FAULTS: Readonly<Record<No, Fault>> = {
  insufficient: [400, 30004, "Insufficient position"],
  minNotional: [400, 30002, "The minimum transaction volume cannot be less than：1USDT"],
  lotSize: [400, 10096, "amount decimal places is too long"],
  tooLarge: [400, 30003, "The maximum transaction volume cannot be greater than："],
  priceFilter: [400, 30010, "no valid trade price"],
  badSymbol: [400, -1121, "Invalid symbol."],
  halted: [400, 30016, "trading disabled"],
  reduceOnly: [400, -1128, "Combination of optional parameters invalid."],
  // Not documented: a plain refusal with its reason in words.
  duplicate: [400, 400, "Duplicate newClientOrderId"],
  wouldTrigger: [400, 30010, "no valid trade price"],
  postOnly: [400, 30010, "no valid trade price"],
  unknownOrder: [400, -2011, "Unknown order sent."],
  notFound: [400, -2013, "Order does not exist."],
  leverage: [400, -1128, "Combination of optional parameters invalid."],
  leverageSame: [400, -1128, "Combination of optional parameters invalid."],
  badParameter: [400, 700004, "Mandatory parameter was not sent, was empty/null, or malformed."],
  tooWide: [400, -1128, "Combination of optional parameters invalid."],
  notSupported: [400, 30041, "current order type can not place order"],
  clockSkew: [400, 700003, "Timestamp for this request is outside of the recvWindow."],
  badSignature: [400, 700002, "Signature for this request is not valid."],
  badKey: [400, 10072, "Api key info invalid"],
  noKey: [400, 10072, "Api key info invalid"],
  badPassphrase: [400, 10072, "Api key info invalid"],
  badAddress: [400, 700006, "IP [127.0.0.1] not in the ip white list"],
  noRight: [400, 700007, "No permission to access the endpoint."],
  limited: [429, 429, "Too Many Requests"],
  banned: [429, 429, "Too Many Requests"],
  unknown: [503, 503, "Service not available, please try again"],
  noPath: [404, 404, "Not Found"],
};

export function refuseMexc(no: No): VenueAnswer {
  const [status, code, msg] = FAULTS[no];
  return { status, body: { code, msg } };
}
