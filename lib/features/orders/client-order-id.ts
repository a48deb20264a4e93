import { createHash } from "node:crypto";

/** The id under which a venue knows an order: a resend of the same attempt finds the first one. Source: SPEC 6. */
export function clientOrderId(intentId: string, attempt: number): string {
  return createHash("sha256").update(`${intentId}:${attempt}`).digest("hex").slice(0, 32);
}
