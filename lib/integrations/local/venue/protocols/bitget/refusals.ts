import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

type Fault = readonly [status: number, code: string, msg: string];

/** Source: Bitget v2, "RESTful API Error Codes", spot and contract. */
const FAULTS: Readonly<Record<No, Fault>> = {
  insufficient: [400, "43012", "Insufficient balance"],
  minNotional: [400, "45110", "less than the minimum amount 1 USDT"],
  lotSize: [400, "43006", "Order quantity does not meet the quantity step"],
  tooLarge: [400, "45112", "more than the maximum order quantity"],
  priceFilter: [400, "43008", "The current order price does not meet the price step"],
  badSymbol: [400, "40034", "Parameter symbol does not exist"],
  halted: [
    400,
    "41114",
    "The current trading pair is under maintenance, please refer to the official announcement for the opening time",
  ],
  reduceOnly: [400, "22002", "No position to close"],
  duplicate: [400, "40786", "Duplicate clientOid"],
  wouldTrigger: [400, "40917", "Stop price for long position please < mark price"],
  postOnly: [400, "43011", "The parameter does not meet the specification force"],
  unknownOrder: [400, "43001", "The order does not exist"],
  notFound: [400, "40109", "The data of the order cannot be found, please confirm the order number"],
  leverage: [400, "40797", "Exceeded the maximum settable leverage"],
  leverageSame: [400, "40797", "Exceeded the maximum settable leverage"],
  badParameter: [400, "40019", "Parameter can not be empty"],
  tooWide: [400, "40017", "Parameter verification failed startTime"],
  notSupported: [400, "40017", "Parameter verification failed orderType"],
  clockSkew: [400, "40008", "Request timestamp expired"],
  badSignature: [400, "40009", "sign signature error"],
  badKey: [400, "40006", "Invalid ACCESS_KEY"],
  noKey: [400, "40001", "ACCESS_KEY cannot be empty"],
  badPassphrase: [400, "40012", "apikey/password is incorrect"],
  badAddress: [400, "40018", "Invalid IP"],
  noRight: [400, "40014", "Incorrect permissions, need spot trade or contract trade permissions"],
  limited: [429, "429", "Too Many Requests"],
  banned: [429, "40808", "Too Many Requests"],
  unknown: [503, "40725", "service return an error"],
  noPath: [404, "40404", "Request URL NOT FOUND"],
};

/** Contracts have codes of their own for these. */
const CONTRACT: Partial<Readonly<Record<No, Fault>>> = {
  unknownOrder: [400, "40768", "Order does not exist"],
  insufficient: [400, "40762", "The order amount exceeds the balance"],
  lotSize: [400, "45111", "The order quantity is less than the minimum order quantity"],
  priceFilter: [400, "45115", "The price you enter should be a multiple of the price step"],
};

export function refuseBitget(no: No, path: string): VenueAnswer {
  const [status, code, msg] = (path.includes("/mix/") ? CONTRACT[no] : undefined) ?? FAULTS[no];
  return { status, body: { code, msg, requestTime: 0, data: null } };
}
