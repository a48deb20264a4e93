import type { Checked, Need, VenueCall } from "../../protocol.ts";
import { signed } from "../../sign.ts";

const AHEAD_MS = 1_000;

/** Bybit v5: signed over timestamp, key, receive window and query or body. */
export function checkBybit(call: VenueCall, need: Need): Checked {
  const name = call.header("x-bapi-api-key");
  const key = call.keyOf(name);
  if (key === undefined || key.revoked) return { ok: false, no: "badKey" };
  const sentAt = call.header("x-bapi-timestamp");
  const window = call.header("x-bapi-recv-window") || "5000";
  const text = `${sentAt}${name}${call.header("x-bapi-recv-window")}${call.method === "GET" ? call.query : call.body}`;
  if (!signed(text, key.apiSecret, call.header("x-bapi-sign"), "hex")) return { ok: false, no: "badSignature" };
  if (!(Number(sentAt) < call.now + AHEAD_MS && call.now - Number(sentAt) <= Number(window)))
    return { ok: false, no: "clockSkew" };
  if (key.rights.ipBound && !key.ips.includes(call.remote)) return { ok: false, no: "badAddress" };
  if (!key.rights.read || (need === "trade" && !key.rights.trade)) return { ok: false, no: "noRight" };
  return { ok: true, key };
}
