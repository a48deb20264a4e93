import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StripeStandIn, startStripeStandIn } from "@/lib/integrations/local/stripe/start-stripe-stand-in";
import { StripePayments } from "@/lib/integrations/stripe/stripe-payments";
import type { Clock } from "@/lib/ports/clock";
import type { PaymentRequests, Payments } from "@/lib/ports/payments";

export const PLATFORM_SECRET = "whsec_platform_of_tests";
export const CONNECT_SECRET = "whsec_connect_of_tests";

/** The real SDK against the stand-in over HTTP, its webhooks delivered to `receive`. */
export interface TestPayments {
  readonly payments: Payments;
  readonly standIn: StripeStandIn;
  /** Sends an order to the stand-in's control address. */
  control(command: object): Promise<{ statuses: (number | null)[] | null; waiting: number }>;
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
}): Promise<TestPayments> {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-stand-in-"));
  const hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers))
        if (typeof value === "string") headers.set(name, value);
      const sent = new Request("http://localhost/api/webhooks/stripe", {
        method: "POST",
        headers,
        body: Buffer.concat(chunks),
      });
      options.receive(sent).then(
        async (answer) => response.writeHead(answer.status).end(await answer.text()),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  const address = hook.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const standIn = await startStripeStandIn({
    port: 0,
    dataDir,
    webhookUrl: `http://127.0.0.1:${port}/`,
    platformSecret: PLATFORM_SECRET,
    connectSecret: CONNECT_SECRET,
    now: () => options.clock.now(),
  });
  const control: TestPayments["control"] = async (command) => {
    const answer = await fetch(`${standIn.url}/_control`, { method: "POST", body: JSON.stringify(command) });
    return (await answer.json()) as Awaited<ReturnType<TestPayments["control"]>>;
  };
  await control({ hold: true });
  return {
    standIn,
    control,
    payments: new StripePayments({
      secretKey: "sk_test_of_tests",
      secrets: { platform: PLATFORM_SECRET, connect: CONNECT_SECRET },
      apiBase: standIn.url,
      requests: options.requests,
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
      await standIn.close();
      hook.closeAllConnections();
      await new Promise((resolve) => hook.close(resolve));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
