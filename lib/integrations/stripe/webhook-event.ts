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
 * @throws AppError "bad_signature"; "bad_request" for what is signed and no event that can be kept, as the thin ones of API v2
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
  const event = signedBody(stripe, rawBody, signature, secret);
  if (event === "unsigned") return null;
  if (!isEvent(event)) throw new AppError("bad_request", "The body is signed, but it is no event of Stripe's API v1.");
  return event;
}

/** What was signed by `secret`; null: no JSON, or a thin event of API v2, which the SDK throws on after it has checked the signature. */
function signedBody(stripe: Stripe, rawBody: string, signature: string, secret: string): unknown {
  try {
    return stripe.webhooks.constructEvent(rawBody, signature, secret, TOLERANCE_SEC);
  } catch (error) {
    return error instanceof Stripe.errors.StripeSignatureVerificationError ? "unsigned" : null;
  }
}

/** Whether `value` has all that `toEvent` reads, in a form that can be kept. */
function isEvent(value: unknown): value is Stripe.Event {
  if (!isObject(value) || !isObject(value["data"]) || !isObject(value["data"]["object"])) return false;
  const { id, type, created } = value;
  return isName(id) && isName(type) && typeof created === "number" && Number.isFinite(created);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isName = (value: unknown): boolean => typeof value === "string" && /^[^\0]{1,255}$/.test(value);
