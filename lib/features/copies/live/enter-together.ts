import { setTimeout as delay } from "node:timers/promises";
import { appendEvent } from "@/lib/events/outbox";
import { askAccount } from "@/lib/features/orders/ask-account";
import { HELD_FRESH_MS } from "@/lib/features/orders/holdings";
import { isPriced } from "@/lib/features/orders/measure-account";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { type EntryWish, type PlannedTogether, planTogether, readCommitted } from "@/lib/features/orders/plan-together";
import { feedOf, isFresh } from "@/lib/features/orders/quote-now";
import type { CommittedOrder } from "@/lib/features/orders/send-order";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { whoOpensNothing } from "@/lib/features/subscriptions/live-queries";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Prices, Ticker } from "@/lib/ports/prices";
import { type ChainEvent, readChainEvent } from "../chain-event.ts";
import { findSignal, hasExit, type SignalRow } from "../repository.ts";
import { entryOrder, entryText } from "./entry-order.ts";
import { entryTerms } from "./entry-terms.ts";
import { whoMayStand } from "./gate.ts";
import { originOf } from "./leave-step.ts";
import { planLiveEntry } from "./plan-live-entry.ts";
import {
  chainEventOf,
  finishOrdered,
  type LiveStepRow,
  liveFollowsOf,
  lockFreeSteps,
  openOfFollows,
  setCopies,
  waitingStepsOf,
} from "./repository.ts";

export interface EnteredAccount {
  readonly account: HeldAccount;
  readonly committed: CommittedOrder;
}

interface Wish extends EntryWish {
  readonly step: LiveStepRow;
  readonly wanted: Dec;
}

/**
 * One signal's entries on all accounts of this worker that nothing stands against, planned and committed as SENDING by one transaction in statements
 * that are for all of them, instead of some ninety for each. No exchange is waited for: who would have to ask (a balance that is not known, a
 * swap's leverage), who is refused and whose rows somebody else holds enters by himself, as `enterStep` has it, with the words of why not.
 * @returns orders that are to be sent now
 */
export async function enterTogether(
  ctx: OrderCtx,
  accounts: readonly HeldAccount[],
): Promise<readonly EnteredAccount[]> {
  const byKey = new Map(accounts.map((account) => [account.keyId, account]));
  const steps = await waitingStepsOf(ctx.db, [...byKey.keys()]);
  const perKey = Map.groupBy(steps, ({ keyId }) => keyId);
  // Whatever else waits on an account comes in its order, which is kept there.
  const alone = steps.filter(({ keyId, type }) => type !== "ADD" && perKey.get(keyId)?.length === 1);
  const entered: EnteredAccount[] = [];
  for (const group of Map.groupBy(
    alone.filter(({ opens }) => opens),
    ({ signalId, seq }) => `${signalId} ${seq}`,
  ).values())
    entered.push(...(await enterGroup(ctx, byKey, group)));
  return entered;
}

async function enterGroup(
  ctx: OrderCtx,
  accounts: ReadonlyMap<string, HeldAccount>,
  steps: readonly LiveStepRow[],
): Promise<readonly EnteredAccount[]> {
  const [first] = steps;
  if (first === undefined) return [];
  const signal = await findSignal(ctx.db, first.signalId);
  if (signal.market !== "spot" || signal.state !== "OPEN" || (await hasExit(ctx.db, signal.id))) return [];
  const event = readChainEvent(await chainEventOf(ctx.db, first), signal.side);
  // Where our feed rests each account asks its exchange, which may hang.
  const feed = await feedOf(ctx, { exchange: signal.exchange, testnet: false }, signal.symbol);
  if (feed === null || !isFresh(feed, ctx.clock.now())) return [];
  const wishes = await wishesOf(ctx, accounts, steps, signal, event);
  if (wishes.length === 0) return [];
  ctx.crash("before_intent");
  const planned = await ctx.db.transaction((tx) => commit(ctx, tx, first, signal, wishes));
  ctx.crash("after_intent");
  ctx.crash("submitting");
  const committed = await readCommitted(ctx, planned);
  return planned.flatMap(({ wish: { account }, orderId }) =>
    committed.filter(({ order }) => order.id === orderId).map((one) => ({ account, committed: one })),
  );
}

/** Those for whom nothing that can be read without a lock stands against an entry. */
async function wishesOf(
  ctx: OrderCtx,
  accounts: ReadonlyMap<string, HeldAccount>,
  steps: readonly LiveStepRow[],
  signal: SignalRow,
  event: ChainEvent,
): Promise<readonly Wish[]> {
  const { strategyId } = signal;
  const followIds = steps.map(({ followId }) => followId);
  const [follows, access, unpaid, stands, open] = await Promise.all([
    liveFollowsOf(ctx.db, followIds),
    entitledSince(ctx.db, strategyId, ctx.clock.now()),
    whoOpensNothing(ctx.db, strategyId),
    whoMayStand(
      ctx,
      steps.map(({ userId, keyId, followId }) => ({ userId, keyId, runId: followId })),
    ),
    openOfFollows(ctx.db, followIds),
  ]);
  const known = { ...ctx, prices: once(ctx.prices) };
  const terms = { ...entryTerms(signal, event, false), leverage: dec(1) };
  const wishes = steps.map(async (step): Promise<Wish | null> => {
    const account = accounts.get(step.keyId);
    const follow = follows.get(step.followId);
    const may = access.has(step.userId) && !unpaid.has(step.userId) && stands.has(step.userId);
    if (account === undefined || follow === undefined || follow.keyId !== account.keyId || !may) return null;
    // A balance that is not known would have to be asked for.
    const held = account.holdings.recall(ctx.clock.now(), HELD_FRESH_MS);
    if (account.testnet || held === null) return null;
    const answer = askAccount(known, account, signal, HELD_FRESH_MS);
    const asked = (await isPriced(known, account, held)) ? await answer : await inTime(answer);
    if (asked?.kind !== "answered") return null;
    const { instrument, equityQuote, seen } = asked.answer;
    const entry = planLiveEntry(
      terms,
      { instrument, quote: seen.market, at: seen.market.at },
      {
        sizing: follow.sizing,
        limits: follow.limits,
        equity: equityQuote,
        freeCash: seen.freeQuote,
        openPositions: open.get(follow.id) ?? 0,
      },
      ctx.clock.now(),
    );
    if (!entry.ok) return null;
    const plan = entryOrder(account, step, signal, event, entry.value);
    return { account, plan, seen, step, wanted: entry.value.wanted };
  });
  return (await Promise.all(wishes)).filter((wish) => wish !== null);
}

/** Prices of coins that our feed does not tell are asked for. Whose exchange does not answer within this enters by himself, so that nobody waits for it. */
const ANSWER_WITHIN_MS = 250;

async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const ended = new AbortController();
  const late = delay(ANSWER_WITHIN_MS, null, { signal: ended.signal }).catch(() => null);
  try {
    return await Promise.race([answer, late]);
  } finally {
    ended.abort();
  }
}

type Tx = Parameters<typeof lockFreeSteps>[0];

/** Orders, steps and copies are one commit, as they are for one account. */
async function commit(
  ctx: OrderCtx,
  tx: Tx,
  step: LiveStepRow,
  { strategyId, exchange }: SignalRow,
  wishes: readonly Wish[],
): Promise<readonly PlannedTogether<Wish>[]> {
  const now = ctx.clock.now();
  const free = await lockFreeSteps(
    tx,
    wishes.map((wish) => wish.step),
  );
  const waiting = wishes.filter((wish) => free.has(wish.step.copyId));
  const planned = await planTogether(ctx, tx, { origin: originOf(step), strategyId, exchange }, waiting);
  if (planned.length === 0) return [];
  await finishOrdered(
    tx,
    planned.map(({ wish: { step: own, plan, wanted, seen } }) => ({
      step: own,
      end: {
        outcome: "ordered",
        text: entryText(plan),
        leg: plan.leg,
        wanted,
        seen: seen.market ?? { bid: dec(0), ask: dec(0) },
      },
    })),
    now,
  );
  const copies = planned.map(({ wish }) => wish.step);
  await setCopies(
    tx,
    copies.map(({ copyId }) => copyId),
    { state: "OPEN", reason: null, reasonText: null },
    now,
  );
  await appendEvent(
    tx,
    now,
    ...copies.map(({ copyId, userId, signalId }) => ({ type: "copy.changed" as const, copyId, userId, signalId })),
  );
  return planned;
}

/** One signal has one market: its price is read once for all who follow it. */
function once(prices: Prices): Prices {
  const known = new Map<string, Promise<Ticker | null>>();
  return {
    latest(exchange, symbol) {
      const name = `${exchange} ${symbol}`;
      const told = known.get(name) ?? prices.latest(exchange, symbol);
      known.set(name, told);
      return told;
    },
  };
}
