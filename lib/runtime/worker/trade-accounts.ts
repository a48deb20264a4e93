import { setTimeout as delay } from "node:timers/promises";
import { enterTogether } from "@/lib/features/copies/live/enter-together";
import { leaveTogether } from "@/lib/features/copies/live/leave-together";
import { copyWork } from "@/lib/features/copies/live/work-account";
import { Leavers } from "@/lib/features/orders/leave-together";
import type { CrashPoint, HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { type AccountInTurn, accountsInTurn, accountsWithWork } from "@/lib/features/orders/queries";
import { type AccountRun, type AccountWork, runAccount } from "@/lib/features/orders/run-account";
import { sendCommitted } from "@/lib/features/orders/send-order";
import { endStaleRequests } from "@/lib/features/trades/end-stale-requests";
import { tradeWork } from "@/lib/features/trades/work-trades";
import { sessionWork } from "@/lib/features/trading-sessions/live/work-sessions";
import type { Ctx } from "@/lib/ports/ctx";
import type { Leases } from "../leases.ts";

/** How often new accounts are looked for; a plan rings at once. */
const LOOK_MS = 1_000;

export interface TradeAccounts {
  /** Something happened: those accounts held here that have something to do look now. */
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

  // In the order of turns: all share one budget of requests an exchange. Accounts with nothing to do are left to their own rounds: rung at each
  // event of any of them, a hundred accounts had no processor left for the one that enters.
  const ring = async (): Promise<void> => {
    if (running.size === 0) return;
    const turns = await accountsInTurn(ctx.db, [...running.keys()]);
    const left = await leave(turns.filter(({ leavesOnly }) => leavesOnly));
    for (const { keyId, entersOnly } of turns) if (!entersOnly && !left.has(keyId)) running.get(keyId)?.wake();
    const entering = turns.filter(({ entersOnly }) => entersOnly);
    const entered = await enter(entering);
    for (const { keyId } of entering) if (!entered.has(keyId)) running.get(keyId)?.wake();
  };
  /** What is done for all of them at once; whoever it leaves out does it by himself. */
  const atOnce =
    <Done extends { readonly account: HeldAccount }>(
      work: (free: readonly HeldAccount[]) => Promise<readonly Done[]>,
      then: (run: AccountRun, done: Done) => void,
    ) =>
    async (turns: readonly AccountInTurn[]): Promise<ReadonlySet<string>> => {
      const now = ctx.clock.now();
      const free = turns.flatMap(({ keyId }) => running.get(keyId)?.free(now) ?? []);
      if (free.length === 0) return new Set();
      try {
        const all = await work(free);
        for (const done of all) {
          const run = running.get(done.account.keyId);
          if (run !== undefined) then(run, done);
        }
        return new Set(all.map(({ account }) => account.keyId));
      } catch (error) {
        ctx.log.warn({ err: error }, "a signal could not be followed together; each account follows by itself");
        return new Set();
      }
    };
  const leavers = new Leavers(orderCtx);
  const leave = atOnce(
    (free) => leaveTogether(orderCtx, free),
    (run, { planned }) => run.start(planned.exitId, (account) => leavers.leave(account, planned)),
  );
  const enter = atOnce(
    (free) => enterTogether(orderCtx, free),
    (run, { committed }) => run.start(committed.order.id, (account) => sendCommitted(orderCtx, account, committed)),
  );
  let ringing: Promise<void> | null = null;
  let again = false;
  const ringAll = async (): Promise<void> => {
    while (again) {
      again = false;
      await ring().catch((error: unknown) => ctx.log.warn({ err: error }, "accounts in turn could not be read"));
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
