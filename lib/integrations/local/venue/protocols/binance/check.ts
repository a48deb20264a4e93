import type { VenueKey } from "../../account.ts";
import type { Checked, Need, VenueCall } from "../../protocol.ts";
import { signed } from "../../sign.ts";

const RECV_WINDOW_MS = 5_000;
const AHEAD_MS = 1_000;

/** Binance's check of a signed request: the query, or the body of a POST, as sent without its `signature`. */
export function checkBinance(call: VenueCall, need: Need): Checked {
  const name = call.header("x-mbx-apikey");
  if (name === "") return { ok: false, no: "noKey" };
  const key = call.keyOf(name);
  if (key === undefined || key.revoked) return { ok: false, no: "badKey" };
  if (key.rights.ipBound && !key.ips.includes(call.remote)) return { ok: false, no: "badAddress" };
  if (need === "key") return { ok: true, key };
  return checkSigned(key, call.query + call.body, call.now, need);
}

/** @param text the parameters as sent, url-encoded */
export function checkSigned(key: VenueKey, text: string, now: number, need: Need): Checked {
  const params = new URLSearchParams(text);
  const unsigned = text.replace(/&?signature=[^&]*/, "");
  if (!signed(unsigned, key.apiSecret, params.get("signature") ?? "", "hex")) return { ok: false, no: "badSignature" };
  const sentAt = Number(params.get("timestamp") ?? Number.NaN);
  const window = Number(params.get("recvWindow") ?? RECV_WINDOW_MS);
  if (!(sentAt < now + AHEAD_MS && now - sentAt <= window)) return { ok: false, no: "clockSkew" };
  if (!key.rights.read || (need === "trade" && !key.rights.trade)) return { ok: false, no: "noRight" };
  return { ok: true, key };
}

/** Query and form body together. */
export function paramsOf(call: VenueCall): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(new URLSearchParams(call.query)),
    ...Object.fromEntries(new URLSearchParams(call.body)),
  };
}
