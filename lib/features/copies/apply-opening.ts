import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { readTargets } from "@/lib/features/signals/stored";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { trialOverText } from "@/lib/kernel/platform-plan";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { entryPriceOf } from "@/lib/trading/market/quote";
import { AccountBook } from "./account-book.ts";
import type { CopyBatch, CopyChange, CopyRef, Traded } from "./batch.ts";
import type { AddStep, ChainEvent, OpeningStep } from "./chain-event.ts";
import { readMarks } from "./marks.ts";
import { type EntryMarket, type EntrySignal, type Follower, planEntry, refuseEntry } from "./plan-entry.ts";
import {
  type FollowRow,
  findCopiedFollows,
  findCopies,
  findHeld,
  hasExit,
  lockAccounts,
  lockFollows,
  lockPaperFollows,
  openAccounts,
  type SignalRow,
  type Tx,
} from "./repository.ts";
import { type Skip, skip } from "./skip.ts";

interface Candidate {
  readonly copy: CopyRef;
  readonly follow: FollowRow;
  /** A reason of this follower's own that comes before all others. */
  readonly refused: Skip | null;
}

type OpeningEvent = Omit<ChainEvent, "step"> & { readonly step: OpeningStep };

/** OPEN makes a copy for each paper follow with access: entered at once, waiting, or skipped with its reason. ENTER enters those that wait. */
export async function applyOpening(
  ctx: Ctx,
  tx: Tx,
  batch: CopyBatch,
  signal: SignalRow,
  event: OpeningEvent,
): Promise<void> {
  const isOpen = event.step.type === "OPEN";
  const candidates = isOpen
    ? await followersAtOpen(ctx, tx, batch, signal, event)
    : await followersAtEnter(ctx, tx, signal);
  if (candidates.length === 0) return;
  if (isOpen && !entersAtMarket(signal)) return wait(batch, candidates, event);

  const userIds = candidates.map(({ copy }) => copy.userId);
  await openAccounts(tx, userIds, batch.now);
  const cash = await lockAccounts(tx, userIds);
  const held = await findHeld(tx, userIds);
  const { quoteOf, tickerOf } = await readMarks(ctx, [signal, ...held.map((row) => row.held)]);
  const instrument = await instrumentBySymbol(tx, signal.exchange, signal.symbol);
  const ticker = tickerOf(signal.exchange, signal.symbol);
  const market: EntryMarket | null =
    ticker === null || instrument === null ? null : { instrument, quote: ticker, receivedAt: ticker.receivedAt };
  // The projection may be ahead of the event: what already left the market cannot be entered; what was added meanwhile follows by its own event.
  const movedOn = signal.state !== "OPEN" || dec(signal.remaining.toString()).lt(1) || (await hasExit(tx, signal.id));
  const terms = entrySignal(signal, event, movedOn);
  const traded = tradedOf(signal);
  const refusedForAll = refuseEntry(terms, market, batch.now);

  for (const { copy, follow, refused } of candidates) {
    const own = held.filter((row) => row.held.followId !== null && row.copy.userId === copy.userId);
    const account = new AccountBook(
      copy.userId,
      cash.get(copy.userId) ?? dec(0),
      own.map((row) => row.held),
      quoteOf,
    );
    const enter = (): CopyChange => {
      const no = refused ?? refusedForAll;
      if (no !== null || market === null)
        return batch.skipped(
          copy,
          traded,
          no ?? skip("no_market_price", "There was no market price to enter at."),
          dec(0),
        );
      const plan = planEntry(terms, market, followerOf(follow, account));
      if (!plan.ok) return batch.skipped(copy, traded, plan.skip, plan.qty);
      const { fill, leverage } = plan.value;
      return batch.entered(copy, { ...traded, leverage }, account, fill, terms.stopLoss);
    };
    record(batch, { isOpen, copy, seq: event.seq, change: guarded(ctx, batch, copy, traded, enter) }, signal);
  }
}

/** One follower's odd settings must not keep the others from their trade: what fails for one is that one's skip, and a log line. */
function guarded(ctx: Ctx, batch: CopyBatch, copy: CopyRef, traded: Traded, enter: () => CopyChange): CopyChange {
  try {
    return enter();
  } catch (error) {
    ctx.log.error({ err: error, copyId: copy.copyId }, "a copy could not be planned");
    return batch.skipped(copy, traded, skip("fault", "Something went wrong on our side; no order was made."), dec(0));
  }
}

function record(
  batch: CopyBatch,
  at: { isOpen: boolean; copy: CopyRef; seq: number; change: CopyChange },
  signal: SignalRow,
): void {
  const { copy, change } = at;
  if (at.isOpen) batch.newCopies.push({ ...copy, ...change });
  else batch.copyChanges.push(change);
  if (change.state === "SKIPPED") {
    batch.step(copy, at.seq, "skipped", change.reasonText ?? "");
    return;
  }
  const fill = batch.newPositions.find((row) => row.copy.copyId === copy.copyId);
  invariant(fill !== undefined, `copy ${copy.copyId} is open without a position`);
  const [base = ""] = signal.symbol.split("/");
  batch.step(
    copy,
    at.seq,
    "entered",
    `${signal.side === "LONG" ? "Bought" : "Sold short"} ${priceText(fill.book.qty)} ${base} at ${priceText(fill.book.entryPrice)}`,
  );
}

function wait(batch: CopyBatch, candidates: readonly Candidate[], event: OpeningEvent): void {
  for (const { copy, refused } of candidates) {
    batch.newCopies.push({
      ...copy,
      copyId: copy.copyId,
      state: refused === null ? "WAITING" : "SKIPPED",
      reason: refused?.code ?? null,
      reasonText: refused?.text ?? null,
    });
    batch.step(
      copy,
      event.seq,
      refused === null ? "waiting" : "skipped",
      refused?.text ?? "Waits for the signal's entry",
    );
  }
}

async function followersAtOpen(
  ctx: Ctx,
  tx: Tx,
  batch: CopyBatch,
  signal: SignalRow,
  event: OpeningEvent,
): Promise<Candidate[]> {
  const follows = await lockPaperFollows(tx, signal.strategyId, ctx.clock.now());
  if (follows.length === 0) return [];
  const since = await entitledSince(tx, signal.strategyId, ctx.clock.now());
  const copied = await findCopiedFollows(tx, signal.id);
  return follows.flatMap((follow) => {
    const accessFrom = since.get(follow.userId);
    // Without access a strategy's signals are nobody's business: not even a skipped copy tells that there was one.
    if (accessFrom === undefined || copied.has(follow.id)) return [];
    const joinedAt = utcMs(Math.max(follow.createdAt, accessFrom));
    const late = joinedAt > event.receivedAt;
    return [
      {
        copy: {
          copyId: batch.newCopyId(),
          userId: follow.userId,
          followId: follow.id,
          strategyId: signal.strategyId,
          signalId: signal.id,
        },
        follow,
        refused: late
          ? skip("joined_after", "You joined after this signal; you get new ones only.")
          : trialRefusal(follow),
      },
    ];
  });
}

async function followersAtEnter(ctx: Ctx, tx: Tx, signal: SignalRow): Promise<Candidate[]> {
  const waiting = await findCopies(tx, signal.id, "WAITING");
  if (waiting.length === 0) return [];
  const follows = new Map(
    (
      await lockFollows(
        tx,
        waiting.map((copy) => copy.followId),
        ctx.clock.now(),
      )
    ).map((row) => [row.id, row]),
  );
  const since = await entitledSince(tx, signal.strategyId, ctx.clock.now());
  return waiting.flatMap((copy) => {
    const follow = follows.get(copy.followId);
    if (follow === undefined) return [];
    const refused = !since.has(copy.userId)
      ? skip("access_ended", "Your subscription ended before the signal's entry was reached.")
      : follow.mode !== "PAPER"
        ? skip("follow_off", "Paper copying of this strategy was off when the signal's entry was reached.")
        : trialRefusal(follow);
    return [{ copy, follow, refused }];
  });
}

/** After the trial a free strategy opens nothing new on paper; what is open keeps its exits. */
function trialRefusal({ trialOver }: FollowRow): Skip | null {
  if (!trialOver) return null;
  return skip("trial_over", trialOverText("to copy a free strategy further"));
}

function followerOf(follow: FollowRow, account: AccountBook): Follower {
  return {
    sizing: follow.sizing,
    limits: follow.limits,
    equity: account.equity,
    freeCash: account.freeCash,
    openPositions: account.openOf(follow.id),
  };
}

export function tradedOf(signal: SignalRow): Traded {
  const { exchange, market, symbol, side } = signal;
  return { exchange, market, symbol, side, leverage: leverageOf(signal) };
}

/** What the provider allows; a spot market lends nothing, whatever a signal says. */
export function leverageOf({ market, leverage }: Pick<SignalRow, "market" | "leverage">): Dec {
  return market === "spot" ? dec(1) : dec(leverage.toString());
}

export function entersAtMarket(signal: SignalRow): boolean {
  const entry = signal.entry;
  return typeof entry === "object" && entry !== null && !Array.isArray(entry) && entry.type === "market";
}

/** The signal as its own entry sees it. */
export function entrySignal(signal: SignalRow, event: OpeningEvent, movedOn: boolean): EntrySignal {
  return { ...entryBounds(signal, event), reference: referenceOf(signal, event.step), movedOn };
}

/** An addition in the words of an entry: it must be fresh, near the market that the provider added at, and between stop and next target. */
export function addSignal(
  signal: SignalRow,
  event: Omit<ChainEvent, "step"> & { readonly step: AddStep },
  movedOn: boolean,
): EntrySignal {
  return { ...entryBounds(signal, event), reference: entryPriceOf(signal.side, event.step.market), movedOn };
}

function entryBounds(
  signal: SignalRow,
  { receivedAt }: Pick<ChainEvent, "receivedAt">,
): Omit<EntrySignal, "reference" | "movedOn"> {
  const targets = readTargets(signal.targets, `targets of ${signal.id}`);
  const next = targets[signal.targetsHit] ?? targets.at(-1);
  invariant(next !== undefined, `signal ${signal.id} has no target`);
  return {
    side: signal.side,
    stopLoss: dec(signal.stopLoss.toString()),
    nextTarget: dec(next.price),
    leverage: leverageOf(signal),
    maxAgeSec: signal.maxAgeSec,
    maxSlippageBps: signal.maxSlippageBps,
    openedAt: receivedAt,
  };
}

/** What slippage is measured from: the price that the provider named beside a market entry, else what the chain's market showed. */
function referenceOf(signal: SignalRow, step: OpeningEvent["step"]): Dec {
  const entry = signal.entry;
  const named = typeof entry === "object" && entry !== null && !Array.isArray(entry) ? entry.reference : undefined;
  return typeof named === "string" ? dec(named) : entryPriceOf(signal.side, step.market);
}
