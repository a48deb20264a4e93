import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { RefusalCode, TradeAccount } from "@/lib/ports/trade-venue";
import { type AnsweringServer, type Reply, startAnsweringServer } from "./answering-server.fixture.ts";
import { LISTINGS } from "./listings.fixture.ts";
import { MAY_LEAVE, openedAt, orderOf } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 20_000 });

interface VenueTable {
  readonly path: RegExp;
  /** An error in the venue's form. */
  readonly said: (code: string, text: string, status?: number) => Reply;
  readonly refused: readonly (readonly [RefusalCode, string, string])[];
  /** Codes that prove nothing, since the venue's servers did not hear of each other. */
  readonly unproven: readonly (readonly [string, string])[];
}

/** Codes that come with their own status. */
const HTTP: Readonly<Record<string, number>> = { "429": 429, "504": 504 };

/** RELIABILITY 3.2, each venue by the codes of its own documentation. Binance's stand in binance.test.ts. */
const TABLES: Readonly<Record<string, VenueTable>> = {
  binanceus: {
    path: /\/api\.binance\.us\/api\/v3\/order$/,
    said: (code, msg, status = 400) => ({ status, json: { code: Number(code), msg } }),
    refused: [
      ["insufficient_funds", "-2010", "Account has insufficient balance for requested action."],
      ["lot_size", "-1013", "Filter failure: LOT_SIZE"],
    ],
    unproven: [["-1007", "Timeout waiting for response from backend server."]],
  },

  bybit: {
    path: /\/v5\/order\/create$/,
    said: (code, text, status = 200) => ({
      status,
      json: { retCode: Number(code), retMsg: text, result: {}, retExtInfo: {}, time: 1 },
    }),
    refused: [
      ["insufficient_funds", "170131", "Insufficient balance."],
      ["insufficient_funds", "110007", "ab not enough for new order"],
      ["min_notional", "170140", "Order value exceeded lower limit."],
      ["min_notional", "110094", "Order notional value below the lower limit"],
      ["lot_size", "170137", "Order quantity has too many decimals."],
      ["lot_size", "10001", "Qty invalid"],
      ["too_large", "10001", "The number of contracts exceeds maximum limit allowed: too large"],
      ["too_large", "170135", "Order quantity too large."],
      ["price_filter", "170134", "Order price has too many decimals."],
      ["bad_symbol", "170121", "Invalid symbol."],
      ["bad_symbol", "10001", "params error: symbol invalid"],
      ["duplicate_client_id", "170141", "Duplicate clientOrderId."],
      ["duplicate_client_id", "110072", "OrderLinkedID is duplicate"],
      ["reduce_only", "110017", "Reduce-only rule not satisfied"],
      ["would_trigger", "110093", "expect Falling, but trigger_price[1] >= current[0]"],
      ["clock_skew", "10002", "invalid request, please check your server timestamp or recv_window param."],
      ["bad_signature", "10004", "error sign! origin_string[secret-canary]"],
      ["key_refused", "10003", "API key is invalid."],
      ["key_refused", "33004", "Your api key has expired."],
      ["rate_limited", "10006", "Too many visits!"],
      ["market_closed", "170157", "The trading pair is not available for api trading"],
      ["market_closed", "110023", "Currently you can only reduce your position on this contract."],
      ["leverage", "110090", "Order placement failed as your position may exceed the max limit."],
      ["price_filter", "170204", "trigger price cannot be lower than 90% of qty."],
      ["not_supported", "10001", "position idx not match position mode"],
      ["not_supported", "170810", "Cannot exceed maximum of 500 conditional, TP/SL and active orders."],
      ["key_refused", "-2015", "Your api key has expired"],
    ],
    unproven: [
      ["10000", "Server Timeout"],
      ["10016", "System error. Please try again later."],
      ["170007", "Timeout waiting for response from backend server."],
      ["170146", "Order creation timeout"],
      ["999999", "what is this"],
    ],
  },
  mexc: {
    path: /\/api\/v3\/order$/,
    said: (code, msg, status = HTTP[code] ?? 400) => ({ status, json: { code: Number(code), msg } }),
    refused: [
      ["insufficient_funds", "10101", "Insufficient balance"],
      ["insufficient_funds", "30004", "Insufficient position"],
      ["min_notional", "30002", "The minimum transaction volume cannot be less than:1USDT"],
      ["too_large", "30003", "The maximum transaction volume cannot be greater than:100000USDT"],
      ["bad_symbol", "-1121", "Invalid symbol."],
      ["bad_symbol", "10007", "bad symbol"],
      ["price_filter", "30087", "Order price exceeds allowed range"],
      ["market_closed", "30016", "trading disabled"],
      ["clock_skew", "700003", "Timestamp for this request is outside of the recvWindow."],
      ["bad_signature", "700002", "Signature for this request is not valid."],
      ["key_refused", "10072", "Api key info invalid"],
      ["key_refused", "700006", "IP [127.0.0.1] not in the ip white list"],
      ["rate_limited", "429", "Too Many Requests"],
      ["market_closed", "30025", "no exist opponent order"],
      ["not_supported", "44444", "param cannot be null"],
    ],
    unproven: [
      ["500", "Internal error"],
      ["730000", "Request failed, please contact the customer service"],
      ["504", "Gateway Time-out"],
      ["999999", "what is this"],
    ],
  },
  bitget: {
    path: /\/api\/v2\/spot\/trade\/place-order$/,
    said: (code, msg, status = HTTP[code] ?? 400) => ({ status, json: { code, msg, requestTime: 1, data: null } }),
    refused: [
      ["insufficient_funds", "43012", "Insufficient balance"],
      ["min_notional", "45110", "less than the minimum amount 1 USDT"],
      ["lot_size", "45111", "less than the minimum order quantity"],
      ["too_large", "45112", "more than the maximum order quantity"],
      ["too_large", "45113", "Maximum order value limit triggered"],
      ["bad_symbol", "40034", "Parameter BTCUSDT does not exist"],
      ["bad_symbol", "40102", "Symbol does not exist"],
      ["duplicate_client_id", "40786", "Duplicate clientOid"],
      ["duplicate_client_id", "43118", "clientOrderId duplicate"],
      ["min_notional", "43010", "The transaction amount cannot be less than 5 USDT"],
      ["min_notional", "43027", "The minimum order value 5 is not met"],
      ["market_closed", "41114", "The current trading pair is under maintenance"],
      ["reduce_only", "40717", "The number of closed positions cannot exceed the number of sheets held"],
      [
        "reduce_only",
        "40837",
        "There is no position in this position, so stop-profit and stop-loss orders cannot be made",
      ],
      ["would_trigger", "40917", "Stop price for long positions please < mark price 1"],
      ["would_trigger", "45122", "Short position stop loss price please > mark price 106.86"],
      ["would_trigger", "40836", "The stop loss price of the short position should be greater than the current price"],
      ["price_filter", "40718", "The entrusted price shall not be lower than the bursting price"],
      ["not_supported", "40774", "The order type for unilateral position must also be the unilateral position type."],
      ["clock_skew", "40078", "Timestamp for this request is outside of the ME receiveWindow."],
      ["clock_skew", "40008", "Request timestamp expired"],
      ["bad_signature", "40009", "sign signature error"],
      ["key_refused", "40006", "Invalid ACCESS_KEY"],
      ["key_refused", "40018", "Invalid IP"],
      ["key_refused", "40038", "The current ip is not in the apikey ip whitelist"],
      ["rate_limited", "429", "Too Many Requests"],
    ],
    unproven: [
      ["40010", "Request timed out"],
      ["40725", "service return an error"],
      ["40200", "Server upgrade, please try again later"],
      ["40910", "Operation timed out"],
      ["45001", "Unknown error"],
      ["99999", "what is this"],
    ],
  },
};

describe.each(Object.entries(TABLES))("%s", (exchange, { path, said, refused, unproven }) => {
  let server: AnsweringServer;
  let account: TradeAccount;

  beforeAll(async () => {
    server = await startAnsweringServer();
    LISTINGS[exchange]?.(server);
    server.mark();
    account = await openedAt(server.url, exchange); // ccxt is loaded here, which takes its time
  }, 30_000);
  afterEach(async () => {
    server.reset();
    await account.close();
  });
  afterAll(() => server.close());

  const send = async (reply: Reply) => {
    account = await openedAt(server.url, exchange, "fault" in reply ? { timeoutMs: 3_000 } : {});
    server.asked.length = 0;
    server.on("POST", path, reply);
    const sent = await account.place(orderOf(), "open", MAY_LEAVE);
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(JSON.stringify(sent)).not.toMatch(/canary/);
    return sent;
  };

  it.each(refused)("refuses as %s by its code %s (%s)", async (code, number, text) => {
    expect(await send(said(number, text))).toMatchObject({ kind: "refused", code });
  });

  it.each(unproven)("leaves an order unknown by its code %s (%s)", async (number, text) => {
    expect(await send(said(number, text))).toMatchObject({ kind: "unknown" });
  });

  it.each<[string, Reply]>([
    ["a reset", { fault: "reset" }],
    ["silence", { fault: "hang" }],
    ["a truncated answer", { fault: "truncated" }],
    ["HTML 502", { status: 502, html: "<html>Bad Gateway</html>" }],
    ["503", { status: 503, html: "Service Unavailable" }],
    ["a refusal that came with 503", said(refused[0]?.[1] ?? "", refused[0]?.[2] ?? "", 503)],
    ["200 that is no JSON", { status: 200, html: "<html>welcome</html>" }],
  ])("leaves an order unknown after %s, and sends it exactly once (O35)", async (_what, reply) => {
    expect(await send(reply)).toMatchObject({ kind: "unknown" });
  });
});
