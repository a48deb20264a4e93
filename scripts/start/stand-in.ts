import { type StripeStandIn, startStripeStandIn } from "@/lib/integrations/local/stripe/start-stripe-stand-in";
import type { Settings } from "@/lib/runtime/env";

/** The sandbox's stand-in for Stripe, with the secrets and the webhook address of these settings. `now`: by which clock it renews. */
export function openStandIn(settings: Settings, port: number, now: () => number): Promise<StripeStandIn> {
  return startStripeStandIn({
    port,
    dataDir: settings.DATA_DIR,
    webhookUrl: `http://127.0.0.1:${settings.PORT}/api/webhooks/stripe`,
    platformSecret: settings.STRIPE_WEBHOOK_SECRET,
    connectSecret: settings.STRIPE_CONNECT_WEBHOOK_SECRET ?? settings.STRIPE_WEBHOOK_SECRET,
    now,
  });
}

/** Whether payments go to our own stand-in: no key is set, and no other address is named. */
export function paysAtStandIn(settings: Settings): boolean {
  return settings.sandbox.payments && settings.STRIPE_API_BASE === undefined;
}
