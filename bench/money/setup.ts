import type { Db } from "@/lib/db/client";
import { StripePayments } from "@/lib/integrations/stripe/stripe-payments";
import type { Log } from "@/lib/ports/log";
import { StoredPaymentRequests } from "@/lib/runtime/payment-requests";
import type { TestClock } from "@/lib/testing/test-clock";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { CONNECT_SECRET, PLATFORM_SECRET } from "@/lib/testing/test-payments";

/** What each process of a run is told at its start. */
export interface ProcessSetup {
  readonly clockFile: string;
  /** Of the run: the stand-in's state and the worker's log. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly stripeUrl: string;
  readonly webhookUrl: string;
}

export const SECRET_KEY = "sk_test_of_the_soak";

/** A Ctx whose payments are the real SDK's at the stand-in of the run. Tax is switched on: how much there is, is the buyer's place. */
export function moneyCtx(db: Db, clock: TestClock, stripeUrl: string, log?: Log): TestCtx {
  const payments = new StripePayments({
    secretKey: SECRET_KEY,
    secrets: { platform: PLATFORM_SECRET, connect: CONNECT_SECRET },
    apiBase: stripeUrl,
    requests: new StoredPaymentRequests(db, clock),
    automaticTax: true,
  });
  return createTestCtx(db, { clock, payments, ...(log === undefined ? {} : { log }) });
}
