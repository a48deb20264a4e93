import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { sign } from "@/lib/integrations/local/stripe/deliveries";
import { withSite } from "./site.ts";
import { printTable, tellLoad } from "./table.ts";

export interface WebhooksBenchOptions {
  readonly secs: string;
  readonly rate: string;
  readonly pages: string;
}

const SECRET = `whsec_${randomBytes(32).toString("hex")}`;
const WANTED_P99_MS = 100;
const WARM_UP_SECS = 5;
/** What guests look at meanwhile, in turn. */
const PAGES = ["/", "/strategies", "/api/strategies"] as const;

/**
 * `npm run bench -- webhooks`: how long Stripe waits for our answer to an event, sent at a steady rate whether or not earlier ones were answered,
 * while guests load pages on the same server at a steady rate of their own (`--pages`; a machine that is full is another question). Each event is signed, new, and stored before it is answered; the worker runs beside.
 */
export async function benchWebhooks({ secs, rate, pages }: WebhooksBenchOptions): Promise<void> {
  await withSite({ STRIPE_WEBHOOK_SECRET: SECRET }, async ({ origin }) => {
    const stop = new AbortController();
    const served = { count: 0, failed: 0 };
    const guests = browse(origin, Number(pages), served, stop.signal);
    await send(origin, Number(rate), WARM_UP_SECS);
    served.count = 0;
    const times = await send(origin, Number(rate), Number(secs));
    const pagesPerSec = served.count / Number(secs);
    stop.abort();
    await guests;
    if (served.failed > 0) throw new Error(`${served.failed} pages were answered with other than 200`);
    const at = (part: number): number =>
      times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? Number.NaN;
    printTable(
      ["events", "events/s", "pages/s beside", "p50 ms", "p95 ms", "p99 ms", "slowest ms", "wanted"],
      [
        [
          times.length,
          rate,
          pagesPerSec.toFixed(0),
          ...[0.5, 0.95, 0.99, 1].map((part) => at(part).toFixed(1)),
          `p99 ≤ ${WANTED_P99_MS} ms`,
        ],
      ],
    );
    tellLoad();
    if (at(0.99) > WANTED_P99_MS) process.exitCode = 1;
  });
}

/** Sends `rate` events a second for `secs`, each at its own time. @returns how long each took, shortest first */
async function send(origin: string, rate: number, secs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const began = performance.now();
  const sent = Array.from({ length: rate * secs }, async (_, n) => {
    const due = began + (n * 1_000) / rate;
    await pause(Math.max(0, due - performance.now()));
    await post(agent, `${origin}/api/webhooks/stripe`, event());
    // From when it was due: an answer that is late makes nobody else's look early.
    return performance.now() - due;
  });
  const times = await Promise.all(sent);
  agent.destroy();
  return times.sort((a, b) => a - b);
}

/** An event as Stripe words it, of an invoice that is none of ours: what the worker does with it later is not what is measured. */
function event(): string {
  const id = randomBytes(12).toString("hex");
  const object = { id: `in_${id}`, object: "invoice", lines: { object: "list", data: [], note: "x".repeat(2_000) } };
  const rest = {
    api_version: null,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  };
  const created = Math.floor(Date.now() / 1_000);
  return JSON.stringify({
    id: `evt_${id}`,
    object: "event",
    created,
    data: { object },
    type: "invoice.updated",
    ...rest,
  });
}

function post(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((done, failed) => {
    const headers = { "content-type": "application/json", "stripe-signature": sign(body, SECRET, Date.now()) };
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        answer.statusCode === 200 ? done() : failed(new Error(`answered ${answer.statusCode}`)),
      );
    });
    sent.once("error", failed);
    sent.end(body);
  });
}

/** Loads `rate` pages a second until told to stop, each at its own time. */
async function browse(
  origin: string,
  rate: number,
  served: { count: number; failed: number },
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const loading = new Set<Promise<void>>();
  for (let n = 0; rate > 0 && !signal.aborted; n += 1) {
    await pause(Math.max(0, began + (n * 1_000) / rate - performance.now()));
    const one = load(`${origin}${PAGES[n % PAGES.length] ?? "/"}`, served).finally(() => loading.delete(one));
    loading.add(one);
  }
  await Promise.all(loading);
}

async function load(url: string, served: { count: number; failed: number }): Promise<void> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  if (answer.status === 200) served.count += 1;
  else served.failed += 1;
}
