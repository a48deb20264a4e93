import { appendEvent } from "@/lib/events/outbox";
import { type LeaveWish, type PlannedLeave, planLeaving } from "@/lib/features/orders/leave-together";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { heldByCopies } from "@/lib/features/orders/trade-queries";
import { readChainEvent } from "../chain-event.ts";
import { findSignal } from "../repository.ts";
import { type ExitPart, exitPart, exitTerms } from "./exit-part.ts";
import { originOf } from "./leave-step.ts";
import { chainEventOf, finishOrdered, type LiveStepRow, lockFreeSteps, waitingStepsOf } from "./repository.ts";

export interface LeavingAccount {
  readonly account: HeldAccount;
  readonly planned: PlannedLeave;
}

interface Wish extends LeaveWish {
  readonly step: LiveStepRow;
  readonly part: Extract<ExitPart, { leaves: true }>;
}

/**
 * REDUCE or CLOSE of one signal on all spot accounts of this worker that nothing stands against: exits, steps and the wish to have the stops gone are one
 * transaction in statements that are for all of them. No exchange is asked. A copy that still enters, one for whose account anything else waits, and whose rows somebody else
 * holds leave by themselves, as `leaveStep` has it. @returns exits that are to be sent now (`Leavers`)
 */
export async function leaveTogether(
  ctx: OrderCtx,
  accounts: readonly HeldAccount[],
): Promise<readonly LeavingAccount[]> {
  const byKey = new Map(accounts.map((account) => [account.keyId, account]));
  const steps = await waitingStepsOf(ctx.db, [...byKey.keys()]);
  const perKey = Map.groupBy(steps, ({ keyId }) => keyId);
  const alone = steps.filter(({ type, keyId }) => EXITS.has(type) && perKey.get(keyId)?.length === 1);
  const leaving: LeavingAccount[] = [];
  for (const group of Map.groupBy(alone, ({ signalId, seq }) => `${signalId} ${seq}`).values())
    leaving.push(...(await leaveGroup(ctx, byKey, group)));
  return leaving;
}

const EXITS: ReadonlySet<string> = new Set(["REDUCE", "CLOSE"]);

async function leaveGroup(
  ctx: OrderCtx,
  accounts: ReadonlyMap<string, HeldAccount>,
  steps: readonly LiveStepRow[],
): Promise<readonly LeavingAccount[]> {
  const [first] = steps;
  if (first === undefined) return [];
  const signal = await findSignal(ctx.db, first.signalId);
  const event = readChainEvent(await chainEventOf(ctx.db, first), signal.side);
  if (signal.market !== "spot" || (event.step.type !== "REDUCE" && event.step.type !== "CLOSE")) return [];
  const terms = await exitTerms(ctx, first, event.step, signal, signal.exchange);
  const held = await heldByCopies(
    ctx.db,
    steps.map(({ copyId }) => copyId),
  );
  const seen = await ctx.prices.latest(signal.exchange, signal.symbol);
  const wishes = steps.flatMap((step): Wish[] => {
    const account = accounts.get(step.keyId);
    const position = held.get(step.copyId);
    if (account === undefined || position === undefined || position.exchange !== signal.exchange) return [];
    const part = exitPart(terms, position);
    if (!part.leaves) return [];
    return [{ step, account, position, part, qty: part.qty.lt(position.qty) ? part.qty : position.qty }];
  });
  if (wishes.length === 0) return [];
  const { leg } = event.step;
  ctx.crash("before_intent");
  const planned = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const free = await lockFreeSteps(tx, steps);
    const waiting = wishes.filter(({ step }) => free.has(step.copyId));
    const going = await planLeaving(ctx, tx, { origin: originOf(first), leg }, waiting);
    if (going.length === 0) return [];
    await finishOrdered(
      tx,
      going.map(({ wish: { step, part } }) => ({
        step,
        end: { outcome: part.outcome, text: part.text, leg, ...(seen === null ? {} : { seen }) },
      })),
      now,
    );
    await appendEvent(
      tx,
      now,
      ...going.map(({ wish: { step } }) => ({
        ...{ type: "copy.changed" as const, copyId: step.copyId, userId: step.userId, signalId: step.signalId },
      })),
    );
    return going;
  });
  ctx.crash("after_intent");
  return planned.map((one) => ({ account: one.wish.account, planned: one }));
}
