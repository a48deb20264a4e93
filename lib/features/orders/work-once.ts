import type { UtcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";
import { fence, markReady, readAccountPlan } from "./account-repository.ts";
import { askPassing, isPassing } from "./ask-passing.ts";
import { cancelOrder } from "./cancel-order.ts";
import { catchUpFills } from "./catch-up-fills.ts";
import { endSessionStops } from "./end-session-stops.ts";
import { HELD_RENEW_MS } from "./holdings.ts";
import { listedOf } from "./listed-of.ts";
import type { LiveOrder } from "./live-order.ts";
import { lookAround } from "./look-around.ts";
import { keepWorth } from "./measure-account.ts";
import { obeyDrift } from "./obey-drift.ts";
import { obeySwitches } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders } from "./order-repository.ts";
import type { Pace } from "./pace.ts";
import type { OpenPosition } from "./position-repository.ts";
import { priceLateFees } from "./price-late-fees.ts";
import { reconcile, symbolsOf } from "./reconcile.ts";
import { doubt, resolveUnknown } from "./resolve-unknown.ts";
import { sendOrder } from "./send-order.ts";
import { isCrowded, sharesSwap } from "./shared-swap.ts";
import { superviseEntries } from "./supervise-entries.ts";
import { superviseTrades } from "./supervise-trades.ts";
import { engagedSwitches } from "./switch-repository.ts";

const FIRST = { EXIT: 0, STOP: 1, ENTRY: 2 } as const;

/**
 * How much hurry an account is in after a round. `idle`: nothing is held and nothing is on its way. `guarded`: what is held has its stop at the
 * exchange, and nothing else is on its way. `under way`: what is on its way tells its end by itself, and what is held is guarded or being left.
 */
export type Rest = "idle" | "guarded" | "under way" | "busy";

/**
 * What a round came to. `rotated`: nothing was done, since the account has to be opened with its key's new secrets first. `revoked`: its key was deleted and
 * nothing is left that needs it.
 */
export type Found = Rest | "rotated" | "revoked";

/**
 * One round of work on an account, of everything that is due: unknown orders are asked about, executions read, the account compared, planned
 * orders sent (leaving before protecting before opening). A start runs this same code, only with the account not READY yet, which holds
 * entries back. Sends go on beside the rounds (`pace`). @throws AccountLost when another worker took it over
 */
export async function workOnce(ctx: OrderCtx, account: HeldAccount, pace: Pace): Promise<Found> {
  pace.check();
  const plan = await readAccountPlan(ctx.db, account.keyId);
  if (plan.rotated) return "rotated";
  const now = ctx.clock.now();
  const before = await livingOrders(ctx, account);
  // An answer that could not be written is lost to this worker; only a start would find its order again.
  const lost = before.filter((order) => isOverdue(order, now) && !pace.isSending(turnOf(order)));
  await doubt(ctx, account, lost, "its answer could not be written");
  const questions = before.filter(({ life }) => life.state === "UNKNOWN" && life.askAt !== null && life.askAt <= now);
  for (const order of questions) await resolveUnknown(ctx, account, order);
  for (const order of before.filter(isPassing)) if (pace.mayRead(order.id, now)) await askPassing(ctx, account, order);
  for (const traded of symbolsOf(before.filter(isShort)))
    if (pace.mayRead(traded.symbol, now)) await catchUpFills(ctx, account, traded, true);

  const engaged = await endSessionStops(ctx, account, await engagedSwitches(ctx.db));
  const unconfirmed = await obeySwitches(ctx, account, engaged, before);
  const starting = plan.state === "RECOVERING";
  const { reconcileAt } = plan;
  // Asking costs requests that orders need too, so it is not asked in every round, whatever waits for it.
  const comparing =
    pace.canCompare(now) &&
    (unconfirmed || (starting && !plan.compared) || reconcileAt === null || reconcileAt <= now || pace.mayFollow(now));
  if (comparing) pace.noteCompared(now);
  const compareNow = () => compare(ctx, account, unconfirmed, plan.compared);
  let compared = plan.compared;
  if (starting && comparing) compared = (await compareNow()) || compared;
  if (starting && compared) await becomeReady(ctx, account);

  await obeyDrift(ctx, account);
  const open = await superviseTrades(ctx, account, engaged, before);
  await superviseEntries(ctx, account, before);
  let living = await livingOrders(ctx, account);
  const gone = living.filter((order) => isToBeCancelled(order, now));
  for (const { id } of gone) await cancelOrder(ctx, account, id);
  // A stop that made room lets its exit go in this same round.
  if (gone.length > 0) living = await livingOrders(ctx, account);
  for (const order of living.filter((one) => isSendable(one, living, open, now)).sort(byUrgency)) {
    const at = ctx.clock.now();
    const turn = turnOf(order);
    if (pace.mayStart(turn, at)) pace.start(turn, at, () => sendOrder(ctx, account, order.id));
  }
  // Only a start has to know before anything leaves. Later an exit would wait for what nothing waits for, as long as the budget is short.
  if (!starting && comparing) pace.compare(compareNow);
  if (compared) lookAside(ctx, account, pace, living);
  const rest = restOf(plan.state === "READY", living, open);
  return rest === "idle" && plan.revoked ? "revoked" : rest;
}

function restOf(ready: boolean, living: readonly LiveOrder[], open: readonly OpenPosition[]): Rest {
  if (!ready) return "busy";
  if (living.length === 0 && open.length === 0) return "idle";
  const isCared = ({ origin }: OpenPosition, by: (order: LiveOrder) => boolean): boolean =>
    living.some((order) => order.origin === origin && by(order));
  if (living.every(rests) && open.every((one) => isCared(one, rests))) return "guarded";
  const waits = living.some(({ life }) => life.state === "PLANNED" || life.state === "UNKNOWN");
  return !waits && open.every((one) => isCared(one, (order) => rests(order) || order.purpose === "EXIT"))
    ? "under way"
    : "busy";
}

/** After a start what we know of, so that entries need not wait for a look around the whole account; all of it before "stopped" is said. */
async function compare(ctx: OrderCtx, account: HeldAccount, unconfirmed: boolean, compared: boolean): Promise<boolean> {
  return reconcile(ctx, account, unconfirmed ? "whole" : compared ? "in use" : "known");
}

/** What nothing waits for: late fees and the account's worth each minute, and sooner where its balances are not known; strangers' orders each ten minutes. */
function lookAside(ctx: OrderCtx, account: HeldAccount, pace: Pace, living: readonly LiveOrder[]): void {
  const now = ctx.clock.now();
  if (pace.mayMeasure(now, isRenewable(account, living, now)))
    pace.aside("measure", async () => {
      await priceLateFees(ctx, account);
      if ((await keepWorth(ctx, account)) === "overtaken") pace.noteOvertaken(ctx.clock.now());
    });
  else if (pace.mayLookWide(now))
    pace.aside("look", async () => {
      if (!(await lookAround(ctx, account))) pace.forgetWide();
    });
}

/** Balances that the next entry would have to ask for, and that nothing on its way is about to change. */
function isRenewable(account: HeldAccount, living: readonly LiveOrder[], now: UtcMs): boolean {
  return account.holdings.recall(now, HELD_RENEW_MS) === null && living.every(rests);
}

/** A stop at the exchange that nothing is wanted of. */
function rests({ purpose, life, cancelAskedAt }: LiveOrder): boolean {
  return purpose === "STOP" && life.state === "ACCEPTED" && cancelAskedAt === null;
}

function livingOrders(ctx: OrderCtx, account: HeldAccount): Promise<LiveOrder[]> {
  const state = { in: [...LIVING_STATES] };
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

/** It may not leave any more, and either did or did not. */
function isOverdue({ life }: LiveOrder, now: UtcMs): boolean {
  return life.state === "SENDING" && life.sendBy !== null && life.sendBy <= now;
}

/** What only one send at a time may have: an order itself, and of entries into one swap the leverage that each sets before it leaves. */
function turnOf({ id, purpose, market, symbol }: LiveOrder): string {
  return purpose === "ENTRY" && market === "swap" ? symbol : id;
}

function byUrgency(a: LiveOrder, b: LiveOrder): number {
  return FIRST[a.purpose] - FIRST[b.purpose] || a.createdAt - b.createdAt;
}

/** Ready once the exchange answered everything and nothing is in doubt any more, but for what it does not list and so never answers. */
async function becomeReady(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const doubtful = await findOrders(tx, { keyId: account.keyId, state: { in: ["SENDING", "UNKNOWN"] } });
    if ((await listedOf(account, doubtful)).length === 0) await markReady(tx, account.keyId, ctx.clock.now());
  });
}

function isShort({ life }: LiveOrder): boolean {
  return life.venue?.filled.gt(life.filled) === true;
}
