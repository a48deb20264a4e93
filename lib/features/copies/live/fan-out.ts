import { appendEvent } from "@/lib/events/outbox";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import type { Dec } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { takeTurns } from "@/lib/trading/orders/take-turns";
import { entersAtMarket } from "../apply-opening.ts";
import type { CopyRef } from "../batch.ts";
import type { ChainEvent } from "../chain-event.ts";
import type { SignalRow, Tx } from "../repository.ts";
import {
  type CopyNote,
  insertLiveCopies,
  insertLiveSteps,
  insertNotes,
  type LiveFollow,
  lockLiveFollows,
  type NewLiveCopy,
  type NewLiveStep,
  openLiveCopies,
  setCopies,
  signalsBefore,
} from "./repository.ts";

/**
 * Hands a chain event to the live copies of its signal, in the transaction that claims it: what each of them has to do becomes a row, which the
 * worker that holds its account works off. Here nothing is asked of an exchange, so one account that hangs delays nobody else's.
 */
export async function fanOutLive(
  ctx: Pick<Ctx, "ids" | "clock">,
  tx: Tx,
  signal: SignalRow,
  event: ChainEvent,
): Promise<void> {
  const { type } = event.step;
  const now = ctx.clock.now();
  const touched =
    type === "OPEN"
      ? await open(ctx, tx, signal, event, now)
      : type === "CANCEL" || type === "EXPIRE"
        ? await endWaiting(tx, signal, event, now)
        : await pass(tx, signal, event, now);
  await appendEvent(
    tx,
    now,
    ...touched.map(({ copyId, userId, signalId }) => ({ type: "copy.changed" as const, copyId, userId, signalId })),
  );
}

/** OPEN makes a copy for each live follow with access. A market entry is asked of its account at once, others wait for ENTER. */
async function open(
  ctx: Pick<Ctx, "ids">,
  tx: Tx,
  signal: SignalRow,
  event: ChainEvent,
  now: UtcMs,
): Promise<readonly CopyRef[]> {
  const follows = await lockLiveFollows(tx, signal.strategyId);
  if (follows.length === 0) return [];
  const since = await entitledSince(tx, signal.strategyId, now);
  const before = await signalsBefore(tx, signal.strategyId, signal.receivedAt);
  const copies: (NewLiveCopy & { readonly keyId: string; readonly turn: number })[] = [];
  for (const [turn, follow] of takeTurns(follows, before).entries()) {
    const accessFrom = since.get(follow.userId);
    // Without access a strategy's signals are nobody's business: not even a skipped copy tells that there was one.
    if (accessFrom === undefined) continue;
    const late = Math.max(follow.createdAt, accessFrom) > event.receivedAt;
    copies.push({ ...refOf(ctx, signal, follow), keyId: follow.keyId, turn, skipped: lateOr(late, signal, follow) });
  }
  await insertLiveCopies(
    tx,
    copies.map(({ keyId: _key, turn: _turn, ...copy }) => copy),
    now,
  );
  const going = copies.filter(({ skipped }) => skipped === null);
  const atMarket = entersAtMarket(signal);
  if (atMarket) await insertLiveSteps(tx, going.map(stepOf), asked(event, true), now);
  const notes = copies.flatMap((copy): CopyNote[] =>
    copy.skipped !== null
      ? [note(copy, event, "skipped", copy.skipped.text)]
      : atMarket
        ? []
        : [note(copy, event, "waiting", "Waits for the signal's entry")],
  );
  await insertNotes(tx, notes, now);
  return copies;
}

/** What happens to a signal later goes to each copy that has asked for an entry; ENTER to those that wait for it. */
async function pass(tx: Tx, signal: SignalRow, event: ChainEvent, now: UtcMs): Promise<readonly CopyRef[]> {
  const copies = await openLiveCopies(tx, signal.id);
  const entering = event.step.type === "ENTER";
  const before = entering && copies.length > 0 ? await signalsBefore(tx, signal.strategyId, signal.receivedAt) : 0;
  const steps = takeTurns(
    copies.filter(({ entered }) => entered !== entering),
    before,
  ).flatMap(({ keyId, entered: _entered, ...copy }, turn): NewLiveStep[] =>
    keyId === null ? [] : [{ copy, keyId, turn }],
  );
  await insertLiveSteps(tx, steps, asked(event, entering || event.step.type === "ADD"), now);
  return steps.map(({ copy }) => copy);
}

async function endWaiting(tx: Tx, signal: SignalRow, event: ChainEvent, now: UtcMs): Promise<readonly CopyRef[]> {
  const waiting = (await openLiveCopies(tx, signal.id)).filter(({ entered }) => !entered);
  if (waiting.length === 0) return [];
  const cancelled = event.step.type === "CANCEL";
  const text = cancelled
    ? "The provider cancelled the signal before its entry was reached"
    : "The signal expired before its entry was reached";
  const reason = cancelled ? "cancelled" : "expired";
  const ids = waiting.map(({ copyId }) => copyId);
  await setCopies(tx, ids, { state: "CLOSED", reason, reasonText: text }, now);
  await insertNotes(
    tx,
    waiting.map((copy) => note(refOnly(copy), event, "closed", text)),
    now,
  );
  return waiting;
}

function refOf(ctx: Pick<Ctx, "ids">, signal: SignalRow, follow: LiveFollow): CopyRef {
  const { id: signalId, strategyId } = signal;
  return { copyId: ctx.ids.make("copy"), userId: follow.userId, followId: follow.id, strategyId, signalId };
}

function refOnly({ copyId, userId, followId, strategyId, signalId }: CopyRef): CopyRef {
  return { copyId, userId, followId, strategyId, signalId };
}

/** What can be said before any account is asked. */
function lateOr(late: boolean, signal: SignalRow, follow: LiveFollow): NewLiveCopy["skipped"] {
  if (late) return { code: "joined_after", text: "You joined after this signal; you get new ones only." };
  if (follow.exchange !== signal.exchange)
    return {
      code: "other_exchange",
      text: `This signal trades at ${exchangeName(signal.exchange)}; your key is for ${exchangeName(follow.exchange)}.`,
    };
  if (signal.market === "spot" && signal.side === "SHORT")
    return { code: "spot_short", text: "A spot account cannot sell what it does not have; this signal is short." };
  return null;
}

function stepOf({
  keyId,
  turn,
  ...copy
}: NewLiveCopy & { readonly keyId: string; readonly turn: number }): NewLiveStep {
  return { copy: refOnly(copy), keyId, turn };
}

function asked(event: ChainEvent, opens: boolean) {
  const { bid, ask } = event.market;
  const decided: Dec = bid.plus(ask).div(2);
  return { seq: event.seq, at: utcMs(event.receivedAt), type: event.step.type, opens, decided };
}

function note(copy: CopyRef, event: ChainEvent, outcome: CopyNote["outcome"], text: string): CopyNote {
  return { copy: refOnly(copy), seq: event.seq, eventAt: event.receivedAt, outcome, text };
}
