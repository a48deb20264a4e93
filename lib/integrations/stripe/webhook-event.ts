import Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { PaymentEvent } from "@/lib/ports/payments";
import { toEvent } from "./shapes.ts";

export interface WebhookSecrets {
  readonly platform: string;
  readonly connect: string;
}

const TOLERANCE_SEC = 300;

/**
 * Checks and reads one delivery. The platform's secret signs the platform's events, the Connect secret those of connected accounts: one
 * signed by the other's secret is refused. The SDK accepts times in the future, so those are refused here.
 * @throws AppError "bad_signature"
 */
export function readWebhookEvent(
  stripe: Stripe,
  secrets: WebhookSecrets,
  rawBody: string,
  signature: string | null,
  nowMs: number,
): PaymentEvent {
  if (signature === null) throw new AppError("bad_signature", "The header Stripe-Signature is missing.");
  const signedAt = Number(/(?:^|,)t=(\d+)/.exec(signature)?.[1]);
  if (!(signedAt <= nowMs / 1_000 + TOLERANCE_SEC)) throw new AppError("bad_signature");
  const platform = verified(stripe, rawBody, signature, secrets.platform);
  if (platform !== null && platform.account == null) return toEvent(platform);
  const connect = verified(stripe, rawBody, signature, secrets.connect);
  if (connect !== null && connect.account != null) return toEvent(connect);
  throw new AppError("bad_signature");
}

function verified(stripe: Stripe, rawBody: string, signature: string, secret: string): Stripe.Event | null {
  try {
    return stripe.webhooks.constructEvent(rawBody, signature, secret, TOLERANCE_SEC);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError) return null;
    // A thin (v2) event: signed by us, but of a kind that we asked Stripe not to send.
    return null;
  }
}
