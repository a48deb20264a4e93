import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { POST as webhook } from "@/app/api/webhooks/stripe/route";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { Prisma } from "@/lib/db/client";
import { utcMs } from "@/lib/kernel/time";
import { publishCtx } from "@/lib/runtime/ctx";
import { receiveWebhooks } from "@/lib/testing/receive-webhooks";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { Databases } from "../chaos/databases.ts";
import { MoneyWorker, startStandIn } from "./processes.ts";
import { moneyCtx, type ProcessSetup, SECRET_KEY } from "./setup.ts";
import { openSharedClock } from "./shared-clock.ts";

/** The second of a month: three monthly rounds of payouts lie in 90 days, the first of them on day 30, which steps of 48 or 72 hours meet too. */
const BEGIN = utcMs(new Date("2026-01-02T00:00:00Z"));
const LOOK_MS = 10;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Longer than anything takes that still moves. */
const IDLE_WITHIN_MS = 120_000;

/** A run's processes: payment service, database, the web's webhook and verbs (here), and with `withWorker` a worker. */
export class World {
  readonly ctx: TestCtx;
  readonly worker: MoneyWorker | null;
  readonly setup: ProcessSetup;
  readonly #stop: () => Promise<void>;

  private constructor(ctx: TestCtx, worker: MoneyWorker | null, setup: ProcessSetup, stop: () => Promise<void>) {
    this.ctx = ctx;
    this.worker = worker;
    this.setup = setup;
    this.#stop = stop;
  }

  static async start({ withWorker }: { withWorker: boolean }): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), "heliograph-money-"));
    const clockFile = join(folder, "clock");
    const clock = openSharedClock(clockFile, BEGIN);
    const databases = await Databases.start();
    const database = await databases.clone(10);
    const hook = await receiveWebhooks((request) => webhook(request, { params: Promise.resolve({}) }));
    const told = { clockFile, folder, databaseUrl: database.url, webhookUrl: hook.url };
    const standIn = await startStandIn({ ...told, stripeUrl: "" });
    const setup = { ...told, stripeUrl: standIn.url };
    const ctx = moneyCtx(database.db, clock, standIn.url);
    publishCtx(ctx);
    setAuthSettings({ secret: "a secret of the soak" });
    const worker = withWorker ? new MoneyWorker(setup) : null;
    await worker?.up;
    const world = new World(ctx, worker, setup, async () => {
      for (const signal of SIGNALS) process.off(signal, breakOff);
      worker?.stop();
      standIn.stop();
      await hook.close();
      await database.db.$disconnect();
      await databases.close();
      rmSync(folder, { recursive: true, force: true });
    });
    // The processes end with us; the database is nobody's child.
    const breakOff = (): void => void world.stop().finally(() => process.exit(130));
    for (const signal of SIGNALS) process.once(signal, breakOff);
    return world;
  }

  /** Sends an order to the stand-in's control address. @returns its answer */
  async control(command: object): Promise<{ outcome: string | null; waiting: number }> {
    const answer = await fetch(`${this.setup.stripeUrl}/_control`, { method: "POST", body: JSON.stringify(command) });
    const said = (await answer.json()) as { outcome: string | null; waiting: number; error?: { message: string } };
    if (!answer.ok) throw new Error(said.error?.message ?? `the stand-in answered ${answer.status}`);
    return said;
  }

  /** What somebody else does at the payment service, on its own pages or with its API; null when it refuses or does not answer. */
  async atStripe<T>(method: "GET" | "POST", path: string, form: Record<string, string> = {}): Promise<T | null> {
    const body = new URLSearchParams(form);
    const headers = { authorization: `Bearer ${SECRET_KEY}` };
    // Its answers are lost like those to us: what was done is found in its books.
    const answer = await fetch(`${this.setup.stripeUrl}${path}`, {
      ...{ method, headers },
      ...(method === "GET" ? {} : { body }),
    }).catch(() => null);
    return answer?.ok === true ? ((await answer.json()) as T) : null;
  }

  /** Resolves when the worker has nothing to do at this time of the clock. */
  async idle(): Promise<void> {
    const late = Date.now() + IDLE_WITHIN_MS;
    for (;;) {
      if (this.worker?.unplanned != null) throw new Error(`${this.worker.unplanned}\n${this.lastWords()}`);
      const now = new Date(this.ctx.clock.now());
      const [row] = await this.ctx.db.$queryRaw<{ due: number; known: number }[]>(Prisma.sql`
        SELECT count(*) FILTER (WHERE "dueAt" <= ${now})::int AS due, count(*)::int AS known FROM schedules`);
      if (row !== undefined && row.known > 0 && row.due === 0) return;
      if (Date.now() > late) throw new Error(`the worker hangs\n${this.lastWords()}`);
      await delay(LOOK_MS);
    }
  }

  /** How many events of the payment service are stored and not done yet, and how many were given up. */
  async undone(): Promise<{ waiting: number; dead: number }> {
    const [row] = await this.ctx.db.$queryRaw<{ waiting: number; dead: number }[]>(Prisma.sql`
      SELECT count(*) FILTER (WHERE "processedAt" IS NULL AND "deadAt" IS NULL)::int AS waiting,
        count(*) FILTER (WHERE "deadAt" IS NOT NULL)::int AS dead FROM stripe_events`);
    return row ?? { waiting: 0, dead: 0 };
  }

  /** The end of what the worker wrote down, for people. */
  lastWords(): string {
    try {
      return readFileSync(join(this.setup.folder, "worker.log"), "utf8").split("\n").slice(-12).join("\n");
    } catch {
      return "the worker wrote nothing down";
    }
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}
