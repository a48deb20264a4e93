import type { Protocol } from "../account.ts";
import { signed } from "../sign.ts";

/** MEXC spot. There is no endpoint that tells whether a key may withdraw: here neither. */
export const mexc: Protocol = (call) => {
  if (call.path === "/api/v3/time") return { status: 200, body: { serverTime: call.now } };
  const key = call.keyOf(call.header("x-mexc-apikey"));
  if (key === undefined || key.revoked) return { status: 400, body: { code: 10072, msg: "Api key info invalid" } };
  const unsigned = call.query.replace(/&?signature=[^&]*/, "");
  if (!signed(unsigned, key.apiSecret, new URLSearchParams(call.query).get("signature") ?? "", "hex")) {
    return { status: 400, body: { code: 700002, msg: "Signature for this request is not valid." } };
  }
  if (call.path !== "/api/v3/account") return { status: 404, body: { code: 404, msg: "Not Found" } };
  if (!key.rights.read) return { status: 400, body: { code: 700007, msg: "No permission to access the endpoint." } };
  return {
    status: 200,
    body: { canTrade: key.rights.trade, canWithdraw: true, canDeposit: true, accountType: "SPOT", balances: [] },
  };
};
