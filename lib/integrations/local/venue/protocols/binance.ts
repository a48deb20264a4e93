import type { Protocol, VenueAnswer, VenueKey } from "../account.ts";
import { signed } from "../sign.ts";

const RECV_WINDOW_MS = 60_000;

/** Binance spot: what a key may do, and the account. Signed by the query string as sent, without its `signature`. */
export const binance: Protocol = (call) => {
  if (call.path === "/api/v3/time") return { status: 200, body: { serverTime: call.now } };
  const params = new URLSearchParams(call.query);
  const key = call.keyOf(call.header("x-mbx-apikey"));
  if (call.header("x-mbx-apikey") === "") return fault(401, -2014, "API-key format invalid.");
  if (key === undefined || key.revoked) return fault(401, -2015, "Invalid API-key, IP, or permissions for action.");
  const unsigned = call.query.replace(/&?signature=[^&]*/, "");
  if (!signed(unsigned, key.apiSecret, params.get("signature") ?? "", "hex")) {
    return fault(400, -1022, "Signature for this request is not valid.");
  }
  const sentAt = Number(params.get("timestamp"));
  if (sentAt > call.now + 1_000 || call.now - sentAt > Number(params.get("recvWindow") ?? RECV_WINDOW_MS)) {
    return fault(400, -1021, "Timestamp for this request is outside of the recvWindow.");
  }
  if (!key.rights.read) return fault(401, -2015, "Invalid API-key, IP, or permissions for action.");
  if (call.path === "/sapi/v1/account/apiRestrictions") return { status: 200, body: restrictions(key) };
  if (call.path === "/api/v3/account") {
    // `canWithdraw` is the account's flag and true for every customer, whatever the key may do.
    return {
      status: 200,
      body: { canTrade: true, canWithdraw: true, canDeposit: true, accountType: "SPOT", balances: [] },
    };
  }
  return fault(404, -1, "Not found");
};

function restrictions({ rights }: VenueKey) {
  return {
    ipRestrict: rights.ipBound,
    enableReading: rights.read,
    enableSpotAndMarginTrading: rights.trade,
    enableFutures: rights.trade,
    enableWithdrawals: rights.withdraw,
    enableInternalTransfer: rights.transfer,
    permitsUniversalTransfer: rights.transfer,
    enableMargin: false,
    enableVanillaOptions: false,
  };
}

function fault(status: number, code: number, msg: string): VenueAnswer {
  return { status, body: { code, msg } };
}
