import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The message of a webhook call, once its signature is checked. `secret` is the whsec_… of your settings, `rawBody` the body exactly as it
 * came (not parsed and written again). Throws on a wrong signature and on a call that is more than five minutes old or early.
 */
export function verifyWebhook(secret, headers, rawBody, nowMs = Date.now()) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !/^\d+$/.test(timestamp ?? "") || !signatures) throw new Error("Headers are missing");
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > 300) throw new Error("The call is too old or too early");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${rawBody}`).digest();
  // While a secret is being replaced there are two signatures: one that fits is enough.
  const fits = signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!fits) throw new Error("The signature does not fit");
  return JSON.parse(rawBody);
}
