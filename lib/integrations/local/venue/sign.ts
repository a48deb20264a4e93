import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether `given` is HMAC-SHA-256 of `text` under `secret`, in hex or base64. */
export function signed(text: string, secret: string, given: string, encoding: "hex" | "base64"): boolean {
  const wanted = Buffer.from(createHmac("sha256", secret).update(text).digest(encoding));
  const said = Buffer.from(given);
  return wanted.length === said.length && timingSafeEqual(wanted, said);
}
