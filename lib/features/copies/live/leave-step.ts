import { appendEvent } from "@/lib/events/outbox";
import { endEntries } from "@/lib/features/orders/end-entries";
import { exitPosition, moveStopIn } from "@/lib/features/orders/exit-position";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { heldByCopy } from "@/lib/features/orders/trade-queries";
import { invariant } from "@/lib/kernel/errors";
import { priceText } from "@/lib/trading/market/price-text";
import type { Quote } from "@/lib/trading/market/quote";
import { type ChainStep, readChainEvent } from "../chain-event.ts";
import { findSignal, type SignalRow } from "../repository.ts";
import { exitPart, exitTerms, type Leaving } from "./exit-part.ts";
import { chainEventOf, finishStep, isEntering, type LiveStepRow, lockStep, setCopies } from "./repository.ts";

type Held = NonNullable<Awaited<ReturnType<typeof heldByCopy>>>;

/**
 * AMEND, REDUCE and CLOSE of one copy on its own account. Neither access nor mode nor any limit is asked. An entry that was not planned yet is
 * given up, one under way is cancelled and waited for, so that what is left is all there is. A crash between the exit and the end of the step finds the
 * exit planned: its leg is meant once. @returns whether the step is done
 */
export async function leaveStep(
  ctx: OrderCtx,
  account: HeldAccount,
  step: LiveStepRow,
  /** Entries and additions of this copy that are older and still wait. */
  entries: readonly LiveStepRow[],
): Promise<boolean> {
  const signal = await findSignal(ctx.db, step.signalId);
  const event = readChainEvent(await chainEventOf(ctx.db, step), signal.side);
  if (event.step.type === "AMEND") {
    if (entries.length > 0) return false;
    return amend(ctx, step, event.step, signal);
  }
  invariant(event.step.type === "REDUCE" || event.step.type === "CLOSE", `${step.type} is no exit`);
  for (const entry of entries) await giveUp(ctx, entry);
  const { ended } = await endEntries(ctx, account, originOf(step), "The signal has left the market.");
  if (!ended) return false;
  const held = await heldByCopy(ctx.db, step.userId, step.copyId);
  if (held === null) return finish(ctx, step, "nothing", "Nothing of this signal is held on your account any more");
  return leave(ctx, step, event.step, signal, held);
}

/** What all orders of one copy share (Intent.origin). */
export function originOf({ signalId }: Pick<LiveStepRow, "signalId">): string {
  return `signal:${signalId}`;
}

async function leave(ctx: OrderCtx, step: LiveStepRow, exit: Leaving, signal: SignalRow, held: Held): Promise<boolean> {
  const part = exitPart(await exitTerms(ctx, step, exit, signal, held.exchange), held);
  if (!part.leaves) return finish(ctx, step, "nothing", part.text);
  const { leg } = exit;
  await exitPosition(ctx, step.userId, held.id, { leg, fraction: null, qty: part.qty });
  // What our feed shows as the order goes: delay and spread of the exit are told apart by it.
  const seen = await ctx.prices.latest(held.exchange, signal.symbol);
  return finish(ctx, step, part.outcome, part.text, { leg, seen });
}

/** Stop and step in one transaction: a worker that lost the account can not set an older stop over a newer one. */
async function amend(
  ctx: OrderCtx,
  step: LiveStepRow,
  { stopLoss, cause }: Extract<ChainStep, { type: "AMEND" }>,
  signal: SignalRow,
): Promise<boolean> {
  const held = await heldByCopy(ctx.db, step.userId, step.copyId);
  // An entry under way would still bring a position with the old stop.
  if (held === null && (await isEntering(ctx.db, step.copyId))) return false;
  const moves = held !== null && stopLoss !== null && held.stopLoss?.eq(stopLoss) !== true;
  if (!moves) return finish(ctx, step, "nothing", "The signal was amended; nothing of your position changed");
  const why = cause === "breakEven" ? " (break-even)" : cause === "trailing" ? " (trailing)" : "";
  return ctx.db.transaction(async (tx) => {
    if (!(await lockStep(tx, step))) return true;
    await moveStopIn(ctx, tx, step.userId, held.id, stopLoss);
    const text = `Stop of ${signal.symbol} moved to ${priceText(stopLoss)}${why}`;
    await finishStep(tx, step, { outcome: "stopMoved", text }, ctx.clock.now());
    await tell(ctx, tx, step);
    return true;
  });
}

/** An entry that was not planned by the time its signal left is not made any more. */
async function giveUp(ctx: OrderCtx, entry: LiveStepRow): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (!(await lockStep(tx, entry))) return;
    const now = ctx.clock.now();
    const adds = entry.type === "ADD";
    const text = "The signal had already taken an exit when your copy's turn came.";
    await finishStep(tx, entry, { outcome: adds ? "nothing" : "skipped", text }, now);
    const skipped = { state: "SKIPPED" as const, reason: "signal_moved_on", reasonText: text };
    if (!adds) await setCopies(tx, [entry.copyId], skipped, now);
  });
}

async function finish(
  ctx: OrderCtx,
  step: LiveStepRow,
  outcome: "nothing" | "reduced" | "closed",
  text: string,
  order?: { readonly leg: string; readonly seen: Quote | null },
): Promise<true> {
  await ctx.db.transaction(async (tx) => {
    if (!(await lockStep(tx, step))) return;
    const seen = order === undefined || order.seen === null ? {} : { seen: order.seen };
    const leg = order === undefined ? {} : { leg: order.leg };
    await finishStep(tx, step, { outcome, text, ...leg, ...seen }, ctx.clock.now());
    await tell(ctx, tx, step);
  });
  return true;
}

async function tell(
  ctx: OrderCtx,
  tx: Parameters<typeof appendEvent>[0],
  { copyId, userId, signalId }: LiveStepRow,
): Promise<void> {
  await appendEvent(tx, ctx.clock.now(), { type: "copy.changed", copyId, userId, signalId });
}
