import { setAuthSettings } from "@/lib/auth/auth-settings";
import type { Actor } from "@/lib/kernel/actor";
import { publishCtx } from "@/lib/runtime/ctx";
import { StoredPaymentRequests } from "@/lib/runtime/payment-requests";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import type { TestDb } from "@/lib/testing/test-db";
import { startTestPayments, type TestPayments } from "@/lib/testing/test-payments";
import { POST as webhook } from "./route.ts";

/** Web, worker and a payment service, on one clock. */
export interface PaymentStage {
  readonly stripe: TestPayments;
  readonly web: TestCtx;
  readonly worker: TestCtx;
}

/**
 * Starts the stand-in with its webhooks at our route; whoever calls closes `stripe`.
 * `taxed`: with Stripe Tax switched on. `lean`: against another server than our own stand-in.
 */
export async function openPayments(db: TestDb, { taxed = false, lean = false } = {}): Promise<PaymentStage> {
  const clock = createTestClock();
  const stripe = await startTestPayments({
    clock,
    requests: new StoredPaymentRequests(db.web, clock),
    receive: (request) => webhook(request, { params: Promise.resolve({}) }),
    automaticTax: taxed,
    lean,
  });
  const config = { ...createTestCtx(db.web).config, baseUrl: "http://localhost:3140", taxed };
  const web = createTestCtx(db.web, { clock, payments: stripe.payments, config });
  const worker = createTestCtx(db.worker, { clock, payments: stripe.payments, config });
  publishCtx(web);
  setAuthSettings({ secret: "a secret of the payment tests" });
  return { stripe, web, worker };
}

/** The same with a provider who sells. */
export interface SellingStage extends PaymentStage {
  readonly db: TestDb;
  readonly provider: Actor;
  /** The provider's at the stand-in. */
  readonly accountId: string;
}

/** Fields for a stage that begins before tests, anew as often as one likes: they are what it is when they are read. */
export function sellingStage(db: TestDb) {
  let now: Omit<SellingStage, "db"> | undefined;
  const stage = () => {
    if (now === undefined) throw new Error("the stage is ready in tests, not before");
    return now;
  };
  const fields: SellingStage = {
    db,
    get web() {
      return stage().web;
    },
    get worker() {
      return stage().worker;
    },
    get stripe() {
      return stage().stripe;
    },
    get provider() {
      return stage().provider;
    },
    get accountId() {
      return stage().accountId;
    },
  };
  return {
    fields,
    stage,
    begin: (next: Omit<SellingStage, "db">): void => {
      now = next;
    },
  };
}
