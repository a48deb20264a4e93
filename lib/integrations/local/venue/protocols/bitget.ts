import type { Protocol, VenueAnswer } from "../account.ts";
import { signed } from "../sign.ts";

/** Bitget v2: signed in base64 over timestamp, method, path with query, and body; the passphrase travels as it is. */
export const bitget: Protocol = (call) => {
  if (call.path === "/api/v2/public/time") return said({ serverTime: String(call.now) }, call.now);
  const key = call.keyOf(call.header("access-key"));
  if (key === undefined || key.revoked) return fault(400, "40006", "Invalid ACCESS_KEY");
  const path = call.query === "" ? call.path : `${call.path}?${call.query}`;
  const text = `${call.header("access-timestamp")}${call.method}${path}${call.body}`;
  if (!signed(text, key.apiSecret, call.header("access-sign"), "base64"))
    return fault(400, "40009", "sign signature error");
  if (call.header("access-passphrase") !== key.passphrase) {
    return fault(400, "40012", "apikey/password is incorrect");
  }
  if (!key.rights.read) return fault(400, "40014", "Incorrect permissions");
  if (call.path !== "/api/v2/spot/account/info") return fault(404, "40404", "Request URL NOT FOUND");
  const authorities = [
    "stor",
    "coor",
    ...(key.rights.trade ? ["stow", "coow"] : []),
    ...(key.rights.transfer ? ["ttow"] : []),
    ...(key.rights.withdraw ? ["wwow"] : []),
  ];
  return said({ userId: "1", ips: key.rights.ipBound ? "203.0.113.7" : "", authorities }, call.now);
};

function said(data: unknown, requestTime: number): VenueAnswer {
  return { status: 200, body: { code: "00000", msg: "success", requestTime, data } };
}

function fault(status: number, code: string, msg: string): VenueAnswer {
  return { status, body: { code, msg, requestTime: 0, data: null } };
}
