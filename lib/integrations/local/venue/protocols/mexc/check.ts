import type { Checked, Need, VenueCall } from "../../protocol.ts";
import { signed } from "../../sign.ts";

const RECV_WINDOW_MS = 5_000;
const AHEAD_MS = 1_000;

/** MEXC signs the query alone; a POST carries its parameters there too. */
export function checkMexc(call: VenueCall, need: Need): Checked {
  const key = call.keyOf(call.header("x-mexc-apikey"));
  if (key === undefined || key.revoked) return { ok: false, no: "badKey" };
  if (key.rights.ipBound && !key.ips.includes(call.remote)) return { ok: false, no: "badAddress" };
  const params = new URLSearchParams(call.query);
  const unsigned = call.query.replace(/&?signature=[^&]*/, "");
  if (!signed(unsigned, key.apiSecret, params.get("signature") ?? "", "hex")) return { ok: false, no: "badSignature" };
  const sentAt = Number(params.get("timestamp") ?? Number.NaN);
  const window = Number(params.get("recvWindow") ?? RECV_WINDOW_MS);
  if (!(sentAt < call.now + AHEAD_MS && call.now - sentAt <= window)) return { ok: false, no: "clockSkew" };
  if (!key.rights.read || (need === "trade" && !key.rights.trade)) return { ok: false, no: "noRight" };
  return { ok: true, key };
}
