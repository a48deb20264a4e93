import type { UtcMs } from "@/lib/kernel/time";
import { fence, markReady, readAccountPlan } from "./account-repository.ts";
import { askPassing, isPassing } from "./ask-passing.ts";
import { cancelOrder } from "./cancel-order.ts";
import { catchUpFills } from "./catch-up-fills.ts";
import type { LiveOrder } from "./live-order.ts";
import { keepWorth } from "./measure-account.ts";
import { obeyDrift } from "./obey-drift.ts";
import { obeySwitches } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders } from "./order-repository.ts";
import type { Pace } from "./pace.ts";
import type { OpenPosition } from "./position-repository.ts";
import { reconcile, symbolsOf } from "./reconcile.ts";
import { resolveUnknown } from "./resolve-unknown.ts";
import { sendOrder } from "./send-order.ts";
import { isCrowded, sharesSwap } from "./shared-swap.ts";
import { superviseEntries } from "./supervise-entries.ts";
import { superviseTrades } from "./supervise-trades.ts";
import { engagedSwitches } from "./switch-repository.ts";

const FIRST = { EXIT: 0, STOP: 1, ENTRY: 2 } as const;

/**
 * One round of work on an account, of everything that is due: unknown orders are asked about, executions read, the account compared, planned
 * orders sent (leaving before protecting before opening). A start runs this same code, only with the account not READY yet, which holds
 * entries back. Sends go on beside the rounds (`pace`). @throws AccountLost when another worker took it over
 */
export async function workOnce(ctx: OrderCtx, account: HeldAccount, pace: Pace): Promise<{ readonly idle: boolean }> {
  pace.check();
  const plan = await readAccountPlan(ctx.db, account.keyId);
  const now = ctx.clock.now();
  const before = await livingOrders(ctx, account);
  const questions = before.filter(({ life }) => life.state === "UNKNOWN" && life.askAt !== null && life.askAt <= now);
  for (const order of questions) await resolveUnknown(ctx, account, order);
  for (const order of before.filter(isPassing)) if (pace.mayRead(order.id, now)) await askPassing(ctx, account, order);
  for (const traded of symbolsOf(before.filter(isShort)))
    if (pace.mayRead(traded.symbol, now)) await catchUpFills(ctx, account, traded);

  const engaged = await engagedSwitches(ctx.db);
  const unconfirmed = await obeySwitches(ctx, account, engaged, before);
  const starting = plan.state === "RECOVERING";
  const hinted = pace.mayFollow(now);
  const due =
    unconfirmed || hinted || (starting && !plan.compared) || plan.reconcileAt === null || plan.reconcileAt <= now;
  let compared = plan.compared;
  // Asking costs requests that orders need too, so it is not asked in every round, whatever waits for it.
  if (due && pace.mayCompare(now))
    compared = (await compare(ctx, account, pace, unconfirmed || !plan.compared)) || compared;
  if (starting && compared) await becomeReady(ctx, account);

  await obeyDrift(ctx, account);
  const open = await superviseTrades(ctx, account, engaged, before);
  await superviseEntries(ctx, account, before);
  const living = await livingOrders(ctx, account);
  for (const { id } of living.filter((order) => isToBeCancelled(order, now))) await cancelOrder(ctx, account, id);
  for (const { id } of living.filter((order) => isSendable(order, living, open, now)).sort(byUrgency)) {
    const at = ctx.clock.now();
    if (pace.mayStart(id, at)) pace.start(id, at, () => sendOrder(ctx, account, id));
  }
  return { idle: living.length === 0 && open.length === 0 && plan.state === "READY" };
}

/** @param whole the whole account, whenever that was asked last: after a start, and before "stopped" is said */
async function compare(ctx: OrderCtx, account: HeldAccount, pace: Pace, whole: boolean): Promise<boolean> {
  const wide = pace.mayLookWide(ctx.clock.now()) || whole;
  const complete = await reconcile(ctx, account, wide);
  if (wide && !complete) pace.forgetWide();
  if (complete && pace.mayMeasure(ctx.clock.now())) await keepWorth(ctx, account);
  return complete;
}

function livingOrders(ctx: OrderCtx, account: HeldAccount): Promise<LiveOrder[]> {
  const state = {
    in: ["PLANNED" as const, "SENDING" as const, "UNKNOWN" as const, "ACCEPTED" as const, "PARTIAL" as const],
  };
  return findOrders(ctx.db, { keyId: account.keyId, state });
}

function isToBeCancelled({ life, cancelAskedAt, holdUntil }: LiveOrder, now: UtcMs): boolean {
  const rests = life.state === "ACCEPTED" || life.state === "PARTIAL";
  return rests && cancelAskedAt !== null && (holdUntil === null || holdUntil <= now);
}

/**
 * Not while an order of the same trade has an unknown end; nor while the trade's stop still rests where that binds the coins or could close a part of
 * another trade; nor into such a swap.
 */
function isSendable(
  order: LiveOrder,
  living: readonly LiveOrder[],
  open: readonly OpenPosition[],
  now: UtcMs,
): boolean {
  const siblings = living.filter(
    ({ id, origin, userId }) => id !== order.id && origin === order.origin && userId === order.userId,
  );
  const roomless =
    order.purpose === "EXIT" &&
    (order.market === "spot" || sharesSwap(order, open, living)) &&
    siblings.some(({ purpose }) => purpose === "STOP");
  return (
    order.life.state === "PLANNED" &&
    (order.holdUntil === null || order.holdUntil <= now) &&
    !roomless &&
    !(order.purpose === "ENTRY" && isCrowded(order, living)) &&
    !siblings.some(({ life }) => life.state === "UNKNOWN" || life.state === "SENDING")
  );
}

function byUrgency(a: LiveOrder, b: LiveOrder): number {
  return FIRST[a.purpose] - FIRST[b.purpose] || a.createdAt - b.createdAt;
}

/** Ready once the exchange answered everything and nothing is in doubt any more. */
async function becomeReady(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const doubtful = await findOrders(tx, { keyId: account.keyId, state: { in: ["SENDING", "UNKNOWN"] } });
    if (doubtful.length === 0) await markReady(tx, account.keyId, ctx.clock.now());
  });
}

function isShort({ life }: LiveOrder): boolean {
  return life.venue?.filled.gt(life.filled) === true;
}
