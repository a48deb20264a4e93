import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

type Fault = readonly [retCode: number, retMsg: string, spotCode?: number, spotMsg?: string];

/** Source: Bybit v5, "Error Codes". Spot and derivatives have codes of their own for the same thing; the HTTP status is 200 for nearly all. */
const FAULTS: Readonly<Record<No, Fault>> = {
  insufficient: [110007, "CheckMarginRatio fail! InsufficientAB", 170131, "Insufficient balance."],
  minNotional: [110094, "Order notional value below the lower limit", 170140, "Order value exceeded lower limit."],
  lotSize: [10001, "Qty invalid", 170137, "Order quantity has too many decimals."],
  tooLarge: [
    10001,
    "The number of contracts exceeds maximum limit allowed: too large",
    170135,
    "Order quantity too large.",
  ],
  priceFilter: [10001, "Price invalid", 170134, "Order price has too many decimals."],
  badSymbol: [10001, "params error: symbol invalid", 170121, "Invalid symbol."],
  halted: [110074, "This contract is not live", 170193, "Trading is currently disabled."],
  reduceOnly: [110017, "current position is zero, cannot fix reduce-only order qty"],
  duplicate: [110072, "OrderLinkedID is duplicate", 170141, "Duplicate clientOrderId"],
  wouldTrigger: [
    110093,
    "expect Falling, but trigger_price >= current",
    170130,
    "Data sent for parameter 'triggerPrice' is not valid.",
  ],
  postOnly: [170218, "The LIMIT-MAKER order is rejected due to invalid price."],
  unknownOrder: [110001, "order not exists or too late to cancel", 170213, "Order does not exist."],
  notFound: [110001, "order not exists or too late to cancel", 170213, "Order does not exist."],
  leverage: [110013, "cannot set leverage due to risk limit"],
  leverageSame: [110043, "leverage not modified"],
  badParameter: [10001, "params error"],
  tooWide: [10001, "The time range between startTime and endTime cannot exceed 7 days."],
  notSupported: [10001, "params error: orderType invalid"],
  clockSkew: [10002, "invalid request, please check your server timestamp or recv_window param."],
  badSignature: [10004, "error sign! origin_string"],
  badKey: [10003, "API key is invalid."],
  noKey: [10003, "API key is invalid."],
  badPassphrase: [10003, "API key is invalid."],
  badAddress: [10010, "Unmatched IP, please check your API key's bound IP addresses."],
  noRight: [10005, "Permission denied, please check your API key permissions."],
  limited: [10006, "Too many visits. Exceeded the API Rate Limit."],
  banned: [10018, "Exceeded the IP Rate Limit."],
  unknown: [10016, "Internal System Error"],
  noPath: [404, "Not found"],
};

const STATUS: Partial<Readonly<Record<No, number>>> = { limited: 429, banned: 403, unknown: 503, noPath: 404 };

export function refuseBybit(no: No, category: string | undefined): VenueAnswer {
  const [retCode, retMsg, spotCode, spotMsg] = FAULTS[no];
  const spot = category === "spot" && spotCode !== undefined;
  return {
    status: STATUS[no] ?? 200,
    body: {
      retCode: spot ? spotCode : retCode,
      retMsg: spot ? spotMsg : retMsg,
      result: {},
      retExtInfo: {},
    },
  };
}
