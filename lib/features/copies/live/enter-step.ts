import { appendEvent } from "@/lib/events/outbox";
import { ASK_ANEW_MS, HELD_FRESH_MS } from "@/lib/features/orders/holdings";
import { isLeaving } from "@/lib/features/orders/is-leaving";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { type OrderPlan, planOrderIn, type Seen } from "@/lib/features/orders/plan-order";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { liveRefusal } from "@/lib/features/subscriptions/live-queries";
import { SECOND_MS } from "@/lib/kernel/time";
import { readChainEvent } from "../chain-event.ts";
import { findSignal, hasExit, type SignalRow } from "../repository.ts";
import { type Skip, skip } from "../skip.ts";
import { askEntry } from "./ask-entry.ts";
import { entryOrder, entryText } from "./entry-order.ts";
import { entryTerms } from "./entry-terms.ts";
import { standingRefusal } from "./gate.ts";
import {
  chainEventOf,
  finishStep,
  isEntering,
  type LiveStepRow,
  liveFollow,
  lockStep,
  setCopies,
  waitsToEnter,
  waitsToLeave,
} from "./repository.ts";

/**
 * OPEN, ENTER and ADD of one copy: asks its account for instrument, price and balance, sizes, and plans an order
 * whose price is capped. Where the exchange does not answer, or only what is being left stands against it, it is asked again for as long as the signal may be
 * entered at all; what is then still not planned is skipped with its reason. The order and the end of the step are one commit. @returns whether an order was planned
 */
export async function enterStep(ctx: OrderCtx, account: HeldAccount, step: LiveStepRow): Promise<boolean> {
  const planned = await enterFrom(ctx, account, step, HELD_FRESH_MS);
  return (planned === "unsure" ? await enterFrom(ctx, account, step, ASK_ANEW_MS) : planned) === true;
}

/** Nothing was written: something stands against it that comes of remembered balances ("unsure"), or of what is being left ("waits"). */
type Entered = boolean | "unsure" | "waits";

/** What a trade stands for in a size or limit until it is left. */
const OF_WHAT_IS_HELD: ReadonlySet<string> = new Set(["limit_positions", "not_enough_cash"]);

async function enterFrom(
  ctx: OrderCtx,
  account: HeldAccount,
  step: LiveStepRow,
  heldMaxAgeMs: number,
): Promise<Entered> {
  const signal = await findSignal(ctx.db, step.signalId);
  const event = readChainEvent(await chainEventOf(ctx.db, step), signal.side);
  const early = await earlyRefusal(ctx, account, step, signal);
  if (early !== null) return end(ctx, step, early);
  const { keyId } = account;
  const leaving = (await isLeaving(ctx.db, keyId, ctx.clock.now())) || (await waitsToLeave(ctx.db, keyId));
  const asked = (await isTooEarly(ctx, step))
    ? { kind: "ask again" as const, detail: "Its entry was still under way." }
    : await askEntry(ctx, account, step, signal, entryTerms(signal, event, false), heldMaxAgeMs);
  switch (asked.kind) {
    case "skip":
      if (leaving && OF_WHAT_IS_HELD.has(asked.skip.code)) return "waits";
      return asked.fromMemory ? "unsure" : end(ctx, step, asked.skip);
    case "ask again": {
      const left = event.receivedAt + signal.maxAgeSec * SECOND_MS - ctx.clock.now();
      return left > 0
        ? false
        : end(
            ctx,
            step,
            skip("no_answer", `The exchange did not answer while the signal was young enough: ${asked.detail}`),
          );
    }
    case "plan":
      return commit(
        ctx,
        step,
        entryOrder(account, step, signal, event, asked.entry),
        { ...asked.seen, leaving },
        asked.entry.wanted,
      );
  }
}

/** An addition is by what is held, which nobody knows while its entry, or an older addition, waits or is under way. */
async function isTooEarly(ctx: OrderCtx, step: LiveStepRow): Promise<boolean> {
  if (step.type !== "ADD") return false;
  return (await waitsToEnter(ctx.db, step)) || (await isEntering(ctx.db, step.copyId));
}

/** What can be said against an entry without asking the exchange. */
async function earlyRefusal(
  ctx: OrderCtx,
  account: HeldAccount,
  step: LiveStepRow,
  signal: SignalRow,
): Promise<Skip | null> {
  const now = ctx.clock.now();
  const follow = await liveFollow(ctx.db, step.followId);
  if (follow === null || follow.keyId !== account.keyId)
    return skip("follow_off", "Live trading of this strategy was off when your copy's turn came.");
  if (!(await entitledSince(ctx.db, signal.strategyId, now)).has(step.userId))
    return skip("access_ended", "Your subscription had ended when your copy's turn came.");
  const unpaid = await liveRefusal(ctx.db, step.userId, signal.strategyId);
  if (unpaid !== null) return skip("unpaid", unpaid);
  if (signal.state !== "OPEN" || (step.type !== "ADD" && (await hasExit(ctx.db, signal.id))))
    return skip("signal_moved_on", "The signal had already taken its first exit when your copy's turn came.");
  const gate = await standingRefusal(ctx, step.userId, account.keyId, step.followId);
  return gate === null ? null : skip("gate", gate);
}

async function commit(
  ctx: OrderCtx,
  step: LiveStepRow,
  order: OrderPlan,
  seen: Seen,
  wanted: OrderPlan["qty"],
): Promise<Entered> {
  ctx.crash("before_intent");
  const planned = await ctx.db.transaction(async (tx): Promise<Entered> => {
    // The tenant's lock comes inside: steps are always locked first, so two transactions cannot wait for each other.
    if (!(await lockStep(tx, step))) return false;
    const result = await planOrderIn(ctx, tx, order, seen);
    if (!result.ok && result.reason === "unsure") return seen.leaving === true ? "waits" : "unsure";
    if (!result.ok) {
      await finishSkipped(ctx, tx, step, skip("guard", result.detail ?? "A limit of yours refused it."));
      return false;
    }
    await finishStep(
      tx,
      step,
      {
        outcome: step.type === "ADD" ? "added" : "ordered",
        text: entryText(order),
        leg: order.leg,
        wanted,
        ...(seen.market === null ? {} : { seen: seen.market }),
      },
      ctx.clock.now(),
    );
    await setCopies(tx, [step.copyId], { state: "OPEN", reason: null, reasonText: null }, ctx.clock.now());
    await tell(ctx, tx, step);
    return true;
  });
  ctx.crash("after_intent");
  return planned;
}

async function end(ctx: OrderCtx, step: LiveStepRow, reason: Skip): Promise<false> {
  await ctx.db.transaction(async (tx) => {
    if (await lockStep(tx, step)) await finishSkipped(ctx, tx, step, reason);
  });
  return false;
}

type Tx = Parameters<typeof lockStep>[0];

/** An addition that may not follow leaves the copy as it is; an entry ends it. */
async function finishSkipped(ctx: OrderCtx, tx: Tx, step: LiveStepRow, { code, text }: Skip): Promise<void> {
  const now = ctx.clock.now();
  if (step.type === "ADD") {
    await finishStep(tx, step, { outcome: "nothing", text: `${text} Your copy keeps its size.` }, now);
  } else {
    await finishStep(tx, step, { outcome: "skipped", text }, now);
    await setCopies(tx, [step.copyId], { state: "SKIPPED", reason: code, reasonText: text }, now);
  }
  await tell(ctx, tx, step);
}

async function tell(ctx: OrderCtx, tx: Tx, { copyId, userId, signalId }: LiveStepRow): Promise<void> {
  await appendEvent(tx, ctx.clock.now(), { type: "copy.changed", copyId, userId, signalId });
}
