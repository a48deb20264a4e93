import { startStripeStandIn } from "@/lib/integrations/local/stripe/start-stripe-stand-in";
import { CONNECT_SECRET, PLATFORM_SECRET } from "@/lib/testing/test-payments";
import type { ProcessSetup } from "./setup.ts";
import { openSharedClock } from "./shared-clock.ts";

/** The payment service in a process of its own: it outlives the workers that are killed. Started by bench/money/processes.ts. */
const setup: ProcessSetup = JSON.parse(process.argv[2] ?? "{}");
const clock = openSharedClock(setup.clockFile);
const standIn = await startStripeStandIn({
  port: 0,
  dataDir: setup.folder,
  webhookUrl: setup.webhookUrl,
  platformSecret: PLATFORM_SECRET,
  connectSecret: CONNECT_SECRET,
  now: () => clock.now(),
});
process.on("disconnect", () => process.exit(0));
process.send?.({ url: standIn.url });
