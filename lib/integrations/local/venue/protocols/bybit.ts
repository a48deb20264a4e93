import type { Protocol, VenueAnswer, VenueKey } from "../account.ts";
import { signed } from "../sign.ts";

/** Bybit v5: signed over timestamp, key, receive window and query or body. Faults come with status 200 and a `retCode`. */
export const bybit: Protocol = (call) => {
  if (call.path === "/v5/market/time") return said({ timeSecond: String(Math.floor(call.now / 1_000)) }, call.now);
  const name = call.header("x-bapi-api-key");
  const key = call.keyOf(name);
  if (key === undefined || key.revoked) return fault(10003, "API key is invalid.");
  const sentAt = call.header("x-bapi-timestamp");
  const window = call.header("x-bapi-recv-window");
  const text = `${sentAt}${name}${window}${call.method === "GET" ? call.query : call.body}`;
  if (!signed(text, key.apiSecret, call.header("x-bapi-sign"), "hex")) return fault(10004, "error sign!");
  if (Number(sentAt) > call.now + 1_000 || call.now - Number(sentAt) > Number(window)) {
    return fault(10002, "invalid request, please check your server timestamp or recv_window param.");
  }
  if (!key.rights.read) return fault(10005, "Permission denied, please check your API key permissions.");
  if (call.path === "/v5/user/query-api") return said(queryApi(key), call.now);
  return { status: 404, body: { retCode: 404, retMsg: "Not found" } };
};

function queryApi({ apiKey, rights }: VenueKey) {
  return {
    apiKey,
    readOnly: rights.trade ? 0 : 1,
    ips: rights.ipBound ? ["203.0.113.7"] : ["*"],
    permissions: {
      ContractTrade: rights.trade ? ["Order", "Position"] : [],
      Spot: rights.trade ? ["SpotTrade"] : [],
      Wallet: [...(rights.transfer ? ["AccountTransfer"] : []), ...(rights.withdraw ? ["Withdraw"] : [])],
      Options: [],
      Derivatives: [],
    },
  };
}

function said(result: unknown, time: number): VenueAnswer {
  return { status: 200, body: { retCode: 0, retMsg: "OK", result, retExtInfo: {}, time } };
}

function fault(retCode: number, retMsg: string): VenueAnswer {
  return { status: 200, body: { retCode, retMsg, result: {}, retExtInfo: {} } };
}
