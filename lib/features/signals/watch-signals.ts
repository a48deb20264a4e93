import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { applyFact } from "@/lib/trading/signals/apply-fact";
import type { SignalFact, WatchedSignal } from "@/lib/trading/signals/plan";
import { watchSignal } from "@/lib/trading/signals/watch-signal";
import { priceIsFresh } from "./fresh-price.ts";
import { appendToChain, expiredSignals, findSignal, findSignals, lockHead, watchedSignals } from "./repository.ts";
import { settle } from "./settle.ts";
import { marketAt, type Projection, type SignalChange, watchedOf } from "./signal.ts";

/** Price step where the instrument is not known: only a trailing stop is rounded to it. */
const DEFAULT_TICK = dec("0.00000001");
const EXPIRY_BATCH = 200;

/**
 * Watches open and pending signals of the market's ticks and appends what each tick does to their chains (SPEC 4). Resolves when that is
 * committed, so a feed that awaits it can say up to where the market was walked. A tick seen again after a crash adds nothing: what it does
 * is a pure function of the signal as it stands.
 *
 * Which signals stand is asked at every tick (one narrow read of a partial index): a signal published between two ticks is seen by the
 * second, without waiting for an event. What is kept in memory is only what did not change since.
 */
export function createSignalWatch(ctx: Ctx): (ticker: Ticker) => Promise<void> {
  const kept = new Map<string, Projection>();
  const ticks = new Map<string, Dec>();

  const tickOf = async (exchange: string, symbol: string): Promise<Dec> => {
    const key = `${exchange} ${symbol}`;
    const known = ticks.get(key);
    if (known !== undefined) return known;
    const instrument = await instrumentBySymbol(ctx.db, exchange, symbol);
    if (instrument === null) return DEFAULT_TICK;
    ticks.set(key, instrument.tick);
    return instrument.tick;
  };

  return async (ticker) => {
    const standing = await watchedSignals(ctx.db, ticker.exchange, ticker.symbol);
    if (standing.length === 0) return;
    const stale = standing.filter(({ id, lastSeq }) => kept.get(id)?.lastSeq !== lastSeq).map(({ id }) => id);
    if (stale.length > 0) for (const signal of await findSignals(ctx.db, stale)) kept.set(signal.id, signal);
    const tick = await tickOf(ticker.exchange, ticker.symbol);
    const now = ctx.clock.now();
    for (const { id } of standing) {
      const signal = kept.get(id);
      if (signal === undefined) continue;
      if (watchSignal(watchedOf(signal), ticker, now, tick).length === 0) continue;
      const after = await moveSignal(ctx, id, signal.strategyId, ticker, tick);
      if (after.state === "OPEN" || after.state === "PENDING") kept.set(id, after);
      else kept.delete(id);
    }
    if (kept.size > standing.length * 4 + 1_000) kept.clear(); // signals of other hands that ended: bounded, never wrong
  };
}

/**
 * Ends signals whose expiry passed while no tick came. A pending one expires whatever the price; an open one must leave at a price, so it
 * waits for a fresh one (a data gap fills nothing). @returns how many ended
 */
export async function expireSignals(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const signal of await expiredSignals(ctx.db, ctx.clock.now(), EXPIRY_BATCH)) {
    const ticker = await ctx.prices.latest(signal.exchange, signal.symbol);
    if (ticker === null || (signal.state === "OPEN" && !priceIsFresh(ticker, ctx.clock.now()))) continue;
    const after = await moveSignal(ctx, signal.id, signal.strategyId, ticker, DEFAULT_TICK);
    if (after.state !== "OPEN" && after.state !== "PENDING") ended += 1;
  }
  return ended;
}

/** Decides again from the signal as it stands under the head's lock, and appends. @returns the signal after */
async function moveSignal(
  ctx: Ctx,
  signalId: string,
  strategyId: string,
  ticker: Ticker,
  tick: Dec,
): Promise<Projection> {
  return ctx.db.transaction(async (tx) => {
    const head = await lockHead(tx, strategyId);
    const signal = await findSignal(tx, signalId);
    if (signal === null) throw new Error(`signal ${signalId} is gone`);
    const now = utcMs(ctx.clock.now());
    const watched = watchedOf(signal);
    const facts = watchSignal(watched, ticker, now, tick);
    if (facts.length === 0) return signal;
    const drafts = changesOf(watched, facts).map((change) => ({
      signalId,
      strategyVersion: signal.strategyVersion,
      market: marketAt(ticker),
      change,
    }));
    const appended = await appendToChain(tx, head, signal, drafts, now);
    return settle(tx, appended.signal, now);
  });
}

/** Facts of lib/trading as events of the chain, in canonical texts, with what is left after each exit. */
function changesOf(signal: WatchedSignal, facts: readonly SignalFact[]): SignalChange[] {
  let standing = signal;
  return facts.map((fact) => {
    standing = applyFact(standing, fact);
    return changeOf(fact, standing);
  });
}

function changeOf(fact: SignalFact, after: WatchedSignal): SignalChange {
  switch (fact.type) {
    case "ENTER":
      return { type: "ENTER", body: { price: plain(fact.price) } };
    case "EXPIRE":
      return { type: "EXPIRE", body: { cause: "expiry" } };
    case "AMEND":
      return { type: "AMEND", body: { cause: fact.cause, stopLoss: plain(fact.stopLoss) } };
    case "REDUCE":
    case "CLOSE":
      return {
        type: fact.type,
        body: {
          cause: fact.cause,
          ...(fact.cause === "target" ? { target: fact.n } : {}),
          fraction: plain(fact.fraction),
          price: plain(fact.price),
          remaining: plain(after.remaining),
        },
      };
  }
}
