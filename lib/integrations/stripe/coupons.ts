import type { CouponOrder } from "@/lib/ports/payments";
import type { StripeCalls } from "./stripe-calls.ts";

const DURATION = { ONCE: "once", MONTHS: "repeating", FOREVER: "forever" } as const;

/** The coupon under our id. It never changes: a code that is taken back is simply not used any more. */
export async function ensureCoupon(calls: StripeCalls, order: CouponOrder, key: string): Promise<string> {
  const present = await calls.read(() => calls.stripe.coupons.retrieve(order.id));
  if (present !== null) return present.id;
  const body = {
    id: order.id,
    name: order.code,
    percent_off: order.percentOff,
    duration: DURATION[order.duration],
    ...(order.months === null ? {} : { duration_in_months: order.months }),
    ...(order.usesMax === null ? {} : { max_redemptions: order.usesMax }),
    ...(order.expiresAt === null ? {} : { redeem_by: Math.floor(order.expiresAt / 1_000) }),
    applies_to: { products: [order.strategyId] },
    metadata: { strategyId: order.strategyId },
  };
  const made = await calls.send("coupon", order.id, key, body, (options) => calls.stripe.coupons.create(body, options));
  return made.id;
}
