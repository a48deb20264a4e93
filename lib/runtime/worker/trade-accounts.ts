import { setTimeout as delay } from "node:timers/promises";
import { copyWork } from "@/lib/features/copies/live/work-account";
import type { CrashPoint, OrderCtx } from "@/lib/features/orders/order-ctx";
import { accountsInTurn, accountsWithWork } from "@/lib/features/orders/queries";
import { type AccountRun, type AccountWork, runAccount } from "@/lib/features/orders/run-account";
import { endStaleRequests } from "@/lib/features/trades/end-stale-requests";
import { tradeWork } from "@/lib/features/trades/work-trades";
import { sessionWork } from "@/lib/features/trading-sessions/live/work-sessions";
import type { Ctx } from "@/lib/ports/ctx";
import type { Leases } from "../leases.ts";

/** How often new accounts are looked for; a plan rings at once. */
const LOOK_MS = 1_000;

export interface TradeAccounts {
  /** Something happened to orders: all accounts held here look now. */
  wake(): void;
  stop(): Promise<void>;
}

/** Holds each account with work by a lease of its own, so that several workers share them and none is worked on by two. */
export function startTradeAccounts(ctx: Ctx, leases: Leases, crashAt: CrashPoint | undefined): TradeAccounts {
  const orderCtx: OrderCtx = { ...ctx, crash: crashing(crashAt) };
  const work = together(copyWork(orderCtx), sessionWork(orderCtx), tradeWork(orderCtx));
  const known = new Set<string>();
  const running = new Map<string, AccountRun>();
  const stopping = new AbortController();

  const look = async (): Promise<void> => {
    await endStaleRequests(ctx);
    for (const keyId of await accountsWithWork(ctx.db)) {
      if (known.has(keyId)) continue;
      known.add(keyId);
      leases.hold(`orders ${keyId}`, async (signal) => {
        const run = runAccount(orderCtx, keyId, signal, work);
        running.set(keyId, run);
        await run.done.finally(() => running.delete(keyId));
      });
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => ctx.log.warn({ err: error }, "accounts with work could not be read"));
      await delay(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  // Who has something to do is rung first, in the order of turns: all share one budget of requests an exchange.
  const ring = async (): Promise<void> => {
    const first = await accountsInTurn(ctx.db).catch(() => []);
    for (const keyId of new Set([...first, ...running.keys()])) running.get(keyId)?.wake();
  };
  let ringing: Promise<void> | null = null;
  let again = false;
  const ringAll = async (): Promise<void> => {
    while (again) {
      again = false;
      await ring();
    }
    ringing = null;
  };

  return {
    wake() {
      again = true;
      ringing ??= ringAll();
    },
    async stop() {
      stopping.abort();
      await Promise.all([looking, ringing]);
    },
  };
}

/** What copies ask of an account, then its sessions, then its user by hand. */
function together(...works: readonly AccountWork[]): AccountWork {
  return {
    async before(account) {
      for (const work of works) await work.before(account);
    },
    async beside(account) {
      let planned = false;
      for (const work of works) planned = (await work.beside(account)) || planned;
      return planned;
    },
  };
}

/** A kill -9 of our own, at the point that a test names. */
export function crashing(at: CrashPoint | undefined): (point: CrashPoint) => void {
  return (point) => {
    if (point === at) process.kill(process.pid, "SIGKILL");
  };
}
