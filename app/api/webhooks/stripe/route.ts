import { storeStripeEvent } from "@/lib/features/billing/store-stripe-event";
import { readText } from "@/lib/runtime/body";
import { route } from "@/lib/runtime/route";

/** An event with an invoice of many lines is well above a signal's 8 KB. */
const BODY_MAX = 1_000_000;

/** Store and answer; the worker locks the object, retrieves it and writes what it read. The body is read as it came: the signature is over its bytes. */
export const POST = route({ access: "public", limit: "none" }, async ({ ctx, request }) => {
  const event = ctx.payments.readEvent(await readText(request, BODY_MAX), request.headers.get("stripe-signature"));
  await storeStripeEvent(ctx, event);
  return { received: event.id };
});
