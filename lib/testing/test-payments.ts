import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StripeStandIn, startStripeStandIn } from "@/lib/integrations/local/stripe/start-stripe-stand-in";
import { StripePayments } from "@/lib/integrations/stripe/stripe-payments";
import type { Clock } from "@/lib/ports/clock";
import type { PaymentRequests } from "@/lib/ports/payment-requests";
import type { Payments } from "@/lib/ports/payments";
import { startLeanStripe } from "./lean-stripe.ts";
import { receiveWebhooks } from "./receive-webhooks.ts";

export const PLATFORM_SECRET = "whsec_platform_of_tests";
export const CONNECT_SECRET = "whsec_connect_of_tests";

/** The real SDK against the stand-in over HTTP, its webhooks delivered to `receive`. */
export interface TestPayments {
  readonly payments: Payments;
  readonly standIn: StripeStandIn;
  /** Sends an order to the stand-in's control address. */
  control(command: object): Promise<{ statuses: (number | null)[] | null; waiting: number; outcome: string | null }>;
  /** Sends every delivery that waits, shuffled by `seed` when given, and answers with the statuses. */
  deliver(seed?: number): Promise<(number | null)[]>;
  /** Presses Pay on the Checkout page, as a browser does; answers with where it leads, or the status when it stays. */
  pay(checkoutUrl: string, card?: string): Promise<string | number>;
  close(): Promise<void>;
}

/** `receive` stands where the web process listens. Deliveries are held until `deliver`, so that a test knows when they come. */
export async function startTestPayments(options: {
  clock: Clock;
  requests: PaymentRequests;
  receive: (request: Request) => Promise<Response>;
  /** Stripe Tax is switched on. */
  automaticTax?: boolean;
  /** The product speaks with another server, which is in front of the stand-in. */
  lean?: boolean;
}): Promise<TestPayments> {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-stand-in-"));
  const hook = await receiveWebhooks(options.receive);
  const standIn = await startStripeStandIn({
    port: 0,
    dataDir,
    webhookUrl: hook.url,
    platformSecret: PLATFORM_SECRET,
    connectSecret: CONNECT_SECRET,
    now: () => options.clock.now(),
  });
  const control: TestPayments["control"] = async (command) => {
    const answer = await fetch(`${standIn.url}/_control`, { method: "POST", body: JSON.stringify(command) });
    return (await answer.json()) as Awaited<ReturnType<TestPayments["control"]>>;
  };
  await control({ hold: true });
  const lean = options.lean === true ? await startLeanStripe(standIn.url) : null;
  return {
    standIn,
    control,
    payments: new StripePayments({
      secretKey: "sk_test_of_tests",
      secrets: { platform: PLATFORM_SECRET, connect: CONNECT_SECRET },
      apiBase: lean?.url ?? standIn.url,
      requests: options.requests,
      automaticTax: options.automaticTax === true,
      networkRetries: 0,
    }),
    deliver: async (seed) => (await control({ release: seed === undefined ? {} : { seed } })).statuses ?? [],
    pay: async (checkoutUrl, card = "4242 4242 4242 4242") => {
      const answer = await fetch(checkoutUrl, {
        method: "POST",
        body: new URLSearchParams({ card, action: "pay" }),
        redirect: "manual",
      });
      return answer.headers.get("location") ?? answer.status;
    },
    close: async () => {
      await lean?.close();
      await standIn.close();
      await hook.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
