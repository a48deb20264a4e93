import { HOUR_MS, type UtcMs } from "@/lib/kernel/time";
import type { WebhookSecret } from "@/lib/ports/webhook-secret";

/** How long a replaced secret goes on signing beside the new one. */
export const OVERLAP_MS = 24 * HOUR_MS;

/** A secret by the Standard Webhooks rules from 32 bytes of chance. */
export function secretOf(bytes: Uint8Array): string {
  return `whsec_${Buffer.from(bytes).toString("base64")}`;
}

/** The new secret signs from now on, the one before for 24 hours more; older ones end at once. */
export function rotated(held: WebhookSecret, secret: string, now: UtcMs): WebhookSecret {
  const before = held.secrets.find(({ until }) => until === null);
  return {
    url: held.url,
    secrets: [{ secret, until: null }, ...(before === undefined ? [] : [{ ...before, until: now + OVERLAP_MS }])],
  };
}
