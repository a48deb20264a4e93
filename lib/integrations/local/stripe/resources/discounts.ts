import type { Call } from "../call.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { CheckoutSession, Coupon, PromotionCode, Subscription } from "../objects.ts";
import { periodEnd } from "../period.ts";

const DURATIONS = ["once", "repeating", "forever"] as const;

const REDEEM_AHEAD_MAX_SEC = 5 * 365 * 86_400;

/** Coupons, and the codes that customers type for them. */
export const discountEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/coupons",
    allowed: [
      "id",
      "amount_off",
      "currency",
      "percent_off",
      "duration",
      "duration_in_months",
      "max_redemptions",
      "redeem_by",
      "name",
      "metadata",
      "applies_to",
    ],
    run: createCoupon,
  },
  { method: "GET", path: "/v1/coupons/:id", run: (call, _params, id) => withValidity(call, call.get("coupon", id)) },
  listEndpoint("/v1/coupons", [], (call) => call.all("coupon").map((coupon) => withValidity(call, coupon))),
  {
    method: "POST",
    path: "/v1/promotion_codes",
    allowed: ["promotion", "code", "active", "customer", "expires_at", "max_redemptions", "metadata", "restrictions"],
    run: createCode,
  },
  { method: "GET", path: "/v1/promotion_codes/:id", run: (call, _params, id) => call.get("promotion_code", id) },
  {
    method: "POST",
    path: "/v1/promotion_codes/:id",
    allowed: ["active", "metadata"],
    run: (call, params, id) => {
      const code = call.get("promotion_code", id);
      code.active = params.optionalFlag("active") ?? code.active;
      code.metadata = params.metadata(code.metadata);
      call.emit("promotion_code.updated", call.put<"promotion_code">(code));
      return code;
    },
  },
  listEndpoint("/v1/promotion_codes", ["active", "code", "coupon", "customer"], (call, params) => {
    const [active, code, coupon] = [
      params.optionalFlag("active"),
      params.optionalText("code"),
      params.optionalText("coupon"),
    ];
    return call
      .all("promotion_code")
      .filter((each) => active === null || each.active === active)
      .filter((each) => code === null || each.code.toLowerCase() === code.toLowerCase())
      .filter((each) => coupon === null || each.promotion.coupon === coupon);
  }),
];

function createCoupon(call: Call, params: Params): Coupon {
  const asked = params.optionalText("duration") ?? "once";
  const duration = DURATIONS.find((known) => known === asked);
  if (duration === undefined) throw new StripeFault(400, `Invalid duration: ${asked}`, { param: "duration" });
  const amountOffAsked = params.optionalInteger("amount_off");
  const percentOff = params.optionalDecimal("percent_off");
  if ((amountOffAsked === null) === (percentOff === null)) {
    throw new StripeFault(400, "You must pass either `percent_off` or `amount_off`.", { param: "percent_off" });
  }
  if (percentOff !== null && (percentOff <= 0 || percentOff > 100)) {
    throw new StripeFault(400, "Invalid percent_off: must be greater than 0 and at most 100.", {
      param: "percent_off",
    });
  }
  const months = params.optionalInteger("duration_in_months");
  if ((duration === "repeating") !== (months !== null)) {
    throw new StripeFault(400, "`duration_in_months` goes with the duration `repeating`.", {
      param: "duration_in_months",
    });
  }
  const redeemBy = params.optionalInteger("redeem_by");
  if (redeemBy !== null && redeemBy > call.nowSec + REDEEM_AHEAD_MAX_SEC) {
    throw new StripeFault(400, "`redeem_by` cannot be set to more than 5 years in the future.", { param: "redeem_by" });
  }
  const products = params.under("applies_to").texts("products");
  const coupon = call.put<"coupon">({
    id: params.optionalText("id") ?? call.newId("cpn", 8).slice(4),
    object: "coupon",
    created: call.nowSec,
    livemode: false,
    amount_off: amountOffAsked,
    currency: amountOffAsked === null ? null : params.text("currency").toLowerCase(),
    duration,
    duration_in_months: months,
    max_redemptions: params.optionalInteger("max_redemptions"),
    metadata: params.metadata(),
    name: params.optionalText("name"),
    percent_off: percentOff,
    redeem_by: redeemBy,
    times_redeemed: 0,
    valid: true,
    _products: products.length === 0 ? null : products,
  });
  call.emit("coupon.created", coupon);
  return coupon;
}

function createCode(call: Call, params: Params): PromotionCode {
  const promotion = params.under("promotion");
  const coupon = call.get("coupon", promotion.text("coupon"));
  const code = params.optionalText("code") ?? call.newId("x", 8).slice(2).toUpperCase();
  const taken = call
    .all("promotion_code")
    .some((each) => each.active && each.code.toLowerCase() === code.toLowerCase());
  if (taken)
    throw new StripeFault(400, `An active promotion code with \`code: ${code}\` already exists.`, { param: "code" });
  const made = call.put<"promotion_code">({
    id: call.newId("promo"),
    object: "promotion_code",
    created: call.nowSec,
    livemode: false,
    active: params.optionalFlag("active") ?? true,
    code,
    customer: params.optionalText("customer"),
    expires_at: params.optionalInteger("expires_at"),
    max_redemptions: params.optionalInteger("max_redemptions"),
    metadata: params.metadata(),
    promotion: { type: "coupon", coupon: coupon.id },
    restrictions: {
      first_time_transaction: params.under("restrictions").optionalFlag("first_time_transaction") ?? false,
      minimum_amount: null,
      minimum_amount_currency: null,
    },
    times_redeemed: 0,
  });
  call.emit("promotion_code.created", made);
  return made;
}

function withValidity(call: Call, coupon: Coupon): Coupon {
  const used = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
  const late = coupon.redeem_by !== null && coupon.redeem_by < call.nowSec;
  return { ...coupon, valid: !used && !late };
}

/** What a coupon takes off (minor units), rounded half up, never more than there is. */
export function amountOff(coupon: Pick<Coupon, "amount_off" | "percent_off">, subtotal: number): number {
  const off = coupon.amount_off ?? Math.round((subtotal * Math.round((coupon.percent_off ?? 0) * 100)) / 10_000);
  return Math.min(off, subtotal);
}

/** The discount that a Checkout Session is opened with; refused when its code or coupon is used up, late, or for another product. */
export function readDiscount(
  call: Call,
  params: Params,
  priceIds: readonly string[],
  customerId: string | null,
): { coupon: string; promotionCode: string | null } | null {
  const [asked] = params.list("discounts");
  if (asked === undefined) return null;
  const codeId = asked.optionalText("promotion_code");
  const code = codeId === null ? null : call.get("promotion_code", codeId);
  const refuse = (why: string): StripeFault =>
    new StripeFault(400, why, { code: "coupon_expired", param: "discounts[0]" });
  if (code !== null) {
    const used = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
    if (!code.active || used || (code.expires_at !== null && code.expires_at <= call.nowSec))
      throw refuse("This promotion code is not active, used up or expired.");
    if (code.customer !== null && code.customer !== customerId)
      throw refuse("This promotion code is for another customer.");
    const returning = call.all("charge").some((charge) => charge.customer === customerId && charge.paid);
    if (code.restrictions.first_time_transaction && returning)
      throw refuse("This promotion code is for a customer's first payment.");
  }
  const coupon = withValidity(call, call.get("coupon", code?.promotion.coupon ?? asked.text("coupon")));
  if (!coupon.valid) throw refuse(`Coupon expired: ${coupon.id}`);
  const products = priceIds.map((id) => call.get("price", id).product);
  if (coupon._products !== null && !products.some((product) => coupon._products?.includes(product) === true))
    throw refuse("This coupon does not apply to anything in this session.");
  return { coupon: coupon.id, promotionCode: code?.id ?? null };
}

/** Puts the session's discount to work on its subscription and counts the use. */
export function startDiscount(call: Call, session: CheckoutSession, subscription: Subscription): void {
  const given = session._discount ?? null;
  if (given === null) return;
  const coupon = call.get("coupon", given.coupon);
  const every = { interval: "month", interval_count: 1 } as const;
  const { id } = call.put<"discount">({
    id: call.newId("di"),
    object: "discount",
    created: call.nowSec,
    livemode: false,
    checkout_session: session.id,
    customer: subscription.customer,
    end:
      coupon.duration_in_months === null
        ? null
        : periodEnd(subscription.trial_end ?? call.nowSec, every, coupon.duration_in_months),
    invoice: null,
    invoice_item: null,
    promotion_code: given.promotionCode,
    source: { type: "coupon", coupon: coupon.id },
    start: call.nowSec,
    subscription: subscription.id,
    subscription_item: null,
  });
  subscription.discounts = [id];
  call.put<"coupon">({ ...coupon, times_redeemed: coupon.times_redeemed + 1 });
  if (given.promotionCode === null) return;
  const code = call.get("promotion_code", given.promotionCode);
  call.put<"promotion_code">({ ...code, times_redeemed: code.times_redeemed + 1 });
}

/** What a subscription's discount takes off an invoice. One that is `once` ends with it; nothing once its months are over. */
export function discountOf(
  call: Call,
  subscription: Subscription,
  subtotal: number,
): { amount: number; discount: string } | null {
  const [id] = subscription.discounts;
  if (id === undefined || subtotal === 0) return null;
  const discount = call.get("discount", id);
  if (discount.end !== null && discount.end <= call.nowSec) {
    subscription.discounts = [];
    return null;
  }
  const coupon = call.get("coupon", discount.source.coupon);
  if (coupon.duration === "once") subscription.discounts = [];
  return { amount: amountOff(coupon, subtotal), discount: id };
}
