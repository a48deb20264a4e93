import { Webhook } from "standardwebhooks";
import type { UtcMs } from "@/lib/kernel/time";

/**
 * Headers of one message by the Standard Webhooks rules. With several secrets (a rotation is under way) there is a signature for each, apart
 * by blanks: receivers accept a message when any of them fits theirs. `sentAt` is machine time: receivers refuse what is 5 minutes off.
 */
export function signedHeaders(
  message: { readonly id: string; readonly body: string; readonly sentAt: UtcMs },
  secrets: readonly string[],
): Record<string, string> {
  const at = new Date(message.sentAt);
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(message.sentAt / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(message.id, at, message.body)).join(" "),
  };
}
