import Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";

/** Turns what the SDK threw into our words. Whatever may pass with time is "payments_unavailable". */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  if (error.code === "insufficient_capabilities_for_transfer") {
    return new AppError(
      "payouts_not_ready",
      "The provider's payouts are not set up, so this strategy cannot be bought yet.",
      { cause: error },
    );
  }
  if (error.code === "customer_tax_location_invalid") {
    return new AppError(
      "invalid",
      "The tax cannot be reckoned without a full address: add or mend the billing address on the payment service's page, then try again.",
      { cause: error },
    );
  }
  if (error.code === "coupon_expired") {
    const code = ["This code was used up or has ended."];
    return new AppError("invalid", undefined, { fieldErrors: { code }, cause: error });
  }
  if (error.code === "amount_too_small") {
    return new AppError("invalid", "This is less than the payment service charges: a payment is at least 0.50.", {
      cause: error,
    });
  }
  const passes =
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error.statusCode === 409;
  if (passes) {
    return new AppError(
      "payments_unavailable",
      "The payment service does not answer. Nothing was charged; try again in a minute.",
      {
        cause: error,
        retryAfterSec: 30,
      },
    );
  }
  return new AppError("internal", undefined, { cause: error });
}

/** Whether the thing asked for is not there. Servers other than Stripe's own may say so by the status alone. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.code === "resource_missing" || (error.statusCode === 404 && error.code === undefined);
}

/** Whether a connected account is none of ours (any more): its owner has disconnected it, or it was deleted. */
export function isNotOurs(error: unknown): boolean {
  return isMissing(error) || (error instanceof Stripe.errors.StripePermissionError && error.code === "account_invalid");
}

/** Whether the service itself failed (5xx): it says the same under the same key for a day. A line that broke is none of that. */
export function isFault(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500;
}

/** Whether the service said no for good, so that nothing has happened: no fault of the line or of the service, no request that is under way. */
export function isRefusal(error: unknown): boolean {
  const said =
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
  return said && error.statusCode !== 409;
}
