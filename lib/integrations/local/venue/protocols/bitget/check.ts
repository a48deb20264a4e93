import type { Checked, Need, VenueCall } from "../../protocol.ts";
import { signed } from "../../sign.ts";

/** Bitget refuses what is half a minute off; it has no receive window of the client's. */
const WINDOW_MS = 30_000;

/** Bitget v2: signed in base64 over timestamp, method, path with query, and body; the passphrase travels as it is. */
export function checkBitget(call: VenueCall, need: Need): Checked {
  const key = call.keyOf(call.header("access-key"));
  if (key === undefined || key.revoked) return { ok: false, no: "badKey" };
  const path = call.query === "" ? call.path : `${call.path}?${call.query}`;
  const sentAt = call.header("access-timestamp");
  const text = `${sentAt}${call.method}${path}${call.body}`;
  if (!signed(text, key.apiSecret, call.header("access-sign"), "base64")) return { ok: false, no: "badSignature" };
  if (!(Math.abs(Number(sentAt) - call.now) <= WINDOW_MS)) return { ok: false, no: "clockSkew" };
  if (call.header("access-passphrase") !== key.passphrase) return { ok: false, no: "badPassphrase" };
  if (key.rights.ipBound && !key.ips.includes(call.remote)) return { ok: false, no: "badAddress" };
  if (!key.rights.read || (need === "trade" && !key.rights.trade)) return { ok: false, no: "noRight" };
  return { ok: true, key };
}
