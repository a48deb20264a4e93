import { type Dec, dec } from "@/lib/kernel/decimal";
import { HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import { type Instrument, meetsMinNotional, roundAmount } from "../market/instrument.ts";
import { isBetter, type Side } from "../market/quote.ts";
import { mostAtOnce, TOO_LARGE } from "./at-once.ts";
import { hasEnded, type OrderState } from "./order-life.ts";

/** Tries to place a stop before the position is left (RELIABILITY O44). */
const STOP_TRIES = 3;
/** A stop that its user took away at the exchange is placed again this often; after that he is asked and the worker holds it. */
const STOPS_RECREATED = 1;
/** Stops that rest at once for a trade that is larger than one may hold: Binance takes five of them for a symbol, and one is its user's. The worker holds the rest. */
const STOPS_AT_ONCE = 4;

const KILL = "kill";

/** Refusal of an order that reduces: the account does not hold what our executions say. */
export const NOT_HELD = "not_held";
/** So long an exchange has to refuse every exit of a swap and to show none of it before it is believed: its list may lag, and a stop of ours may just have fired. */
const NOT_HELD_MS = 15 * SECOND_MS;

/** A day of tries, and not a halt any more: a market that is gone. Each try is a row of its own. */
const TRIES_A_MINUTE_APART = 1_440;

/** Pauses before coins that balances did not show are looked for again. */
const LOOK_AGAIN_MS = [15 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS] as const;

/** Refusals that say of a part only that it is too small for an order of its own. */
const TOO_SMALL: ReadonlySet<string | null> = new Set(["min_notional", "lot_size"]);

/** An order of one trade, as far as protecting it needs to know. */
export interface TradeOrder {
  readonly id: string;
  readonly purpose: "ENTRY" | "STOP" | "EXIT";
  readonly leg: string;
  readonly state: OrderState;
  readonly qty: Dec;
  /** What it was planned for; more than `qty` where its exchange takes no more at once. */
  readonly meant: Dec;
  readonly filled: Dec;
  readonly trigger: Dec | null;
  /** We want it gone. */
  readonly cancelAsked: boolean;
  /** The exchange's code where it said no. */
  readonly refusal: string | null;
  readonly plannedAt: UtcMs;
  /** When it last took a step. */
  readonly endedAt: UtcMs;
}

export interface Trade {
  readonly side: Side;
  readonly market: "spot" | "swap";
  /** By our executions, fees in coin taken off. */
  readonly held: Dec;
  readonly stopLoss: Dec | null;
  /** What leaving now would bring; null: no fresh price. */
  readonly price: Dec | null;
  /** Stands in for the price where only a value is needed. */
  readonly entryPrice: Dec;
  readonly instrument: Instrument;
  /** Whether a stop can rest at this exchange. */
  readonly restingStop: boolean;
  /** Another trade of the account is in the same swap: of one position at the exchange, a stop may take no more than what its own trade holds. */
  readonly shared: boolean;
  /** What an engaged kill switch chose: to leave it, or to keep it with no order at the exchange (SPEC 6), so that the worker holds its stop. */
  readonly stopped: "close" | "keep" | null;
  /** Every order of the trade, oldest first. */
  readonly orders: readonly TradeOrder[];
}

export type TradeCommand =
  | { readonly type: "cancel"; readonly orderId: string; readonly reason: string }
  | { readonly type: "placeStop"; readonly leg: string; readonly qty: Dec; readonly trigger: Dec }
  | { readonly type: "exit"; readonly leg: string; readonly qty: Dec; readonly reason: string }
  /** The user took the stop away twice: he is asked, and until he answers the worker holds it. */
  | { readonly type: "askAboutStop" }
  /** `dust`: nothing that could be sold is left. NOT_HELD: the exchange has none of it. */
  | { readonly type: "close"; readonly why: "dust" | typeof NOT_HELD };

/**
 * What a trade needs at this moment to be protected or left, from what is held and what rests. Asked again at each round and after each start, so
 * it never needs to remember: every command is done once its effect is among the orders.
 */
export function superviseTrade(trade: Trade, now: UtcMs): readonly TradeCommand[] {
  const living = trade.orders.filter(({ state }) => !hasEnded(state));
  const stops = living.filter(({ purpose }) => purpose === "STOP");
  const exits = living.filter(({ purpose }) => purpose === "EXIT");
  const sellable = roundAmount(trade.instrument, trade.held);
  const isSmall = !canBeSold(trade, sellable);

  if (sellable.lte(0)) return end(living, "dust");
  // Coins of a spot account are bound by the stop: it makes room, then the exit goes. A swap's stop only reduces and may stay where it could take
  // nothing but what this trade holds.
  if (exits.length > 0)
    return trade.market === "spot" || trade.shared
      ? stops.filter(cancellable).map((order) => cancel(order, "the position is being left"))
      : [];
  if (isSmall && living.some(({ purpose }) => purpose === "ENTRY")) return [];
  // What an exit left over. What a fall of the price alone made too small stays held, and so does what a stop still guards.
  if (isSmall && stops.length === 0 && trade.orders.some(hasReduced)) return end(living, "dust");
  // Withdrawn or sold by hand: asking the exchange again and again would not bring it back. The difference is shown to the user.
  if (isMissing(trade, sellable, now)) return [];
  if (isProvenGone(trade)) return end(living, NOT_HELD);
  const unfinished = unfinishedExit(trade, sellable);
  // Also what was executed after the exit that the switch asked for first.
  if (trade.stopped === "close" && unfinished?.again.leg.startsWith(`${KILL}:`) !== true)
    return [{ type: "exit", leg: nextLeg(trade, KILL), qty: sellable, reason: "a kill switch closes it" }];
  if (unfinished === null) return protect(trade, stops, sellable, isSmall);
  const { again, dueAt } = unfinished;
  // No stop is placed between two tries of an exit, which needs the coins that it would bind. The worker watches, and does not wait with all for a part.
  if (again.qty.lt(sellable) && stops.length === 0 && hasPassed(trade))
    return [leaveAtStop(trade, sellable, UNGUARDED)];
  // What has become too small for the exchange waits until it can be sold: asked each minute it would only be refused.
  return now >= dueAt && canBeSold(trade, again.qty) ? [again] : [];
}

const UNGUARDED = "the price passed the stop while none rested at the exchange";

/** Takes off what still rests, then ends the trade. An entry under way may bring more of it. */
function end(
  living: readonly TradeOrder[],
  why: Extract<TradeCommand, { type: "close" }>["why"],
): readonly TradeCommand[] {
  if (living.some(({ purpose }) => purpose === "ENTRY")) return [];
  if (living.length > 0) return living.filter(cancellable).map((order) => cancel(order, "nothing is held any more"));
  return [{ type: "close", why }];
}

function hasReduced({ purpose, filled }: TradeOrder): boolean {
  return purpose !== "ENTRY" && filled.gt(0);
}

/** Whether balances showed none of the coins, and it is not yet, or no more, time to look again: they lag, and a trade that is given up is watched by nobody. */
function isMissing({ orders }: Trade, sellable: Dec, now: UtcMs): boolean {
  const reducing = orders.filter(({ purpose }) => purpose !== "ENTRY");
  const found = reducing.findLastIndex(({ refusal, state }) => refusal !== NOT_HELD || state === "REJECTED");
  const looks = reducing.slice(found + 1);
  const last = looks.at(-1);
  if (last?.meant.eq(sellable) !== true) return false;
  const pause = LOOK_AGAIN_MS[looks.length - 1];
  return pause === undefined || now < last.endedAt + pause;
}

/** Whether the exchange refused each of the last exits because it has none of it, for long enough, and nothing was executed since the first of them. */
function isProvenGone({ orders }: Trade): boolean {
  const refused = (order: TradeOrder): boolean => order.state === "REJECTED" && order.refusal === NOT_HELD;
  const before = orders.findLastIndex((order) => order.filled.gt(0) || (order.purpose === "EXIT" && !refused(order)));
  const tries = orders.slice(before + 1).filter(refused);
  const [first] = tries;
  const last = tries.at(-1);
  return first !== undefined && last !== undefined && last.endedAt - first.endedAt >= NOT_HELD_MS;
}

function protect(trade: Trade, stops: readonly TradeOrder[], sellable: Dec, isSmall: boolean): readonly TradeCommand[] {
  const { stopLoss, price, stopped } = trade;
  const drop = (reason: string) => stops.filter(cancellable).map((order) => cancel(order, reason));
  if (stopLoss === null) return drop("the stop was taken off");
  const [stop] = stops;
  if (stop !== undefined) {
    // What has no price cannot be watched: until there is one the stop stays where it rests, and "stopped" is not said.
    if (stopped !== null && price !== null) return drop("a kill switch leaves no order at the exchange");
    const rest = stops.reduce((sum, { qty, filled }) => sum.plus(qty).minus(filled), dec(0));
    const stands = stops.every(({ trigger }) => trigger?.eq(stopLoss) === true);
    const more = !isSmall && stands && rest.lt(sellable) ? furtherStop(trade, stops, sellable.minus(rest)) : null;
    if (more !== null) return more;
    // The exchange would take none in its place where that is too small by now.
    const covers = rest.eq(sellable) || (rest.lt(sellable) && isAllThereWas(trade, stop));
    const fits = isSmall ? rest.lte(sellable) : covers && stands;
    return fits ? [] : drop("the stop moves or what is held has changed");
  }
  const leave = (reason: string): readonly TradeCommand[] => [leaveAtStop(trade, sellable, reason)];
  if (hasPassed(trade)) return leave(UNGUARDED);
  if (!trade.restingStop || stopped !== null || isSmall) return [];
  const tries = stopsOf(trade);
  if (tries.wouldTrigger) return leave("the exchange says that the price passed the stop");
  if (tries.refusedInARow >= STOP_TRIES) return leave(`the exchange refused the stop ${STOP_TRIES} times`);
  if (tries.takenAway > STOPS_RECREATED) return [{ type: "askAboutStop" }];
  return [{ type: "placeStop", leg: nextLeg(trade, "stop"), qty: sellable, trigger: stopLoss }];
}

/**
 * What a trade needs that one stop cannot hold, while some rest for a part of it: one more for `left`, or nothing, where the exchange took no other or enough
 * rest; the worker leaves the remainder once these have fired. null: one stop can hold it.
 */
function furtherStop(trade: Trade, stops: readonly TradeOrder[], left: Dec): readonly TradeCommand[] | null {
  const { instrument, orders, stopLoss, stopped, restingStop } = trade;
  const most = mostAtOnce(instrument, orders);
  if (most === null || stopLoss === null || roundAmount(instrument, trade.held).lte(most)) return null;
  const last = orders.findLast(({ purpose }) => purpose === "STOP");
  const wasTaken = (last?.state !== "REJECTED" && last?.state !== "BLOCKED") || last.refusal === TOO_LARGE;
  const rests = ({ state, cancelAsked }: TradeOrder): boolean =>
    !cancelAsked && (state === "ACCEPTED" || state === "PARTIAL");
  const mayRest = restingStop && stopped === null && stops.length < STOPS_AT_ONCE;
  if (!wasTaken || !mayRest || !stops.every(rests) || !canBeSold(trade, left)) return [];
  if (stopsOf(trade).takenAway > STOPS_RECREATED) return [{ type: "askAboutStop" }];
  return [{ type: "placeStop", leg: nextLeg(trade, "stop"), qty: left, trigger: stopLoss }];
}

/**
 * Whether a stop that covers less than is held was made that small because the account has no more coins (withdrawn, sold by hand, taken as fees): the one
 * before it was no larger, and nothing was executed since that was planned. Once is not enough, since balances lag.
 */
function isAllThereWas({ market, orders }: Trade, stop: TradeOrder): boolean {
  const before = orders.findLast(({ id, purpose, filled }) => id !== stop.id && purpose === "STOP" && filled.isZero());
  if (market !== "spot" || before?.qty.eq(stop.qty) !== true) return false;
  return !orders.some(({ id, filled, endedAt }) => id !== stop.id && filled.gt(0) && endedAt > before.plannedAt);
}

function hasPassed({ side, price, stopLoss }: Trade): boolean {
  return price !== null && stopLoss !== null && !isBetter(side, price, stopLoss);
}

function leaveAtStop(trade: Trade, qty: Dec, reason: string): TradeCommand {
  return { type: "exit", leg: nextLeg(trade, "stop-exit"), qty, reason };
}

/** What became of the stops before. A level that moved since begins anew: a refusal of another price says nothing of this one. */
function stopsOf({ orders, stopLoss }: Trade) {
  const stops = orders.filter(({ purpose }) => purpose === "STOP");
  const refused = (order: TradeOrder): boolean =>
    order.state === "REJECTED" && !order.cancelAsked && order.refusal !== TOO_LARGE;
  const sameLevel = stops.filter(({ trigger }) => stopLoss !== null && trigger?.eq(stopLoss) === true);
  const lastGood = sameLevel.findLastIndex((order) => !refused(order));
  return {
    refusedInARow: sameLevel.length - 1 - lastGood,
    wouldTrigger: sameLevel.at(-1)?.refusal === "would_trigger",
    takenAway: stops.filter(
      ({ state, cancelAsked, qty, filled }) =>
        (state === "CANCELLED" || state === "EXPIRED") && !cancelAsked && filled.lt(qty),
    ).length,
  };
}

interface UnfinishedExit {
  readonly dueAt: UtcMs;
  readonly again: Extract<TradeCommand, { type: "exit" }>;
}

/** The exit that ended last with a part unsold: one that ended after it may have been for another part. */
function unfinishedExit(trade: Trade, sellable: Dec): UnfinishedExit | null {
  const exits = trade.orders.filter(({ purpose }) => purpose === "EXIT");
  const chains = [...Map.groupBy(exits, nameOf).values()].flatMap((tries) => {
    const last = lastEnded(tries);
    return last === undefined ? [] : [{ last, tries }];
  });
  for (const { last, tries } of chains.toReversed().toSorted((a, b) => b.last.endedAt - a.last.endedAt)) {
    const unfinished = unfinishedOf(trade, sellable, last, tries);
    if (unfinished !== null) return unfinished;
  }
  return null;
}

/**
 * An exit that ended with a part unsold goes on until it is done: refused, a thin book, or more than the exchange takes at once. Not one that we took back,
 * nor one that was blocked because nothing was left to sell, nor a part that is too small for an order of its own: that leaves with the next exit.
 */
function unfinishedOf(
  trade: Trade,
  sellable: Dec,
  last: TradeOrder,
  tries: readonly TradeOrder[],
): UnfinishedExit | null {
  if (last.cancelAsked || last.state === "BLOCKED" || last.filled.gte(last.meant)) return null;
  const left = last.meant.minus(last.filled);
  const isPart = left.lt(sellable);
  if (isPart && (TOO_SMALL.has(last.refusal) || !canBeSold(trade, roundAmount(trade.instrument, left)))) return null;
  const inVain = tryOf(last) - Math.max(0, ...tries.filter(isWhole).map(tryOf));
  const pause = inVain > TRIES_A_MINUTE_APART ? HOUR_MS : Math.min(MINUTE_MS, SECOND_MS * 2 ** (inVain - 1));
  return {
    // What was as much as the exchange takes at once has done its part: the next goes now.
    dueAt: (inVain === 0 ? last.endedAt : last.endedAt + pause) as UtcMs,
    again: {
      type: "exit",
      leg: `${nameOf(last)}+${tryOf(last)}`,
      qty: isPart ? left : sellable,
      reason: isWhole(last)
        ? "the next part of what the exchange does not take at once"
        : "the rest of an exit that did not fill",
    },
  };
}

/** Of an exit and of those that go on with it (`close`, `close+1`). */
function nameOf({ leg }: TradeOrder): string {
  return leg.split("+")[0] ?? leg;
}

/** Counted from 1. */
function tryOf({ leg }: TradeOrder): number {
  return Number(leg.split("+")[1] ?? 0) + 1;
}

function isWhole({ filled, qty }: TradeOrder): boolean {
  return filled.gte(qty);
}

/** Of one time the later one. */
function lastEnded(orders: readonly TradeOrder[]): TradeOrder | undefined {
  return orders.reduce<TradeOrder | undefined>(
    (last, one) => (last && last.endedAt > one.endedAt ? last : one),
    undefined,
  );
}

function canBeSold({ instrument, price, entryPrice, market }: Trade, sellable: Dec): boolean {
  if (sellable.lte(0)) return false;
  // A swap's reduce-only order has no least value; a spot sale has.
  return market === "swap" || meetsMinNotional(instrument, sellable, price ?? entryPrice);
}

/** On its way with an unknown end: it can neither be cancelled nor counted on. */
function cancellable({ state, cancelAsked }: TradeOrder): boolean {
  return !cancelAsked && (state === "PLANNED" || state === "ACCEPTED" || state === "PARTIAL");
}

function cancel(order: TradeOrder, reason: string): TradeCommand {
  return { type: "cancel", orderId: order.id, reason };
}

function nextLeg({ orders }: Trade, name: string): string {
  return `${name}:${orders.filter(({ leg }) => leg.startsWith(`${name}:`)).length + 1}`;
}

/** A resting entry is replaced after this long or this far from the market, so often at most (SPEC 6, Order pacing). */
const REPLACE_AFTER_MS = 600 * SECOND_MS;
const REPLACE_AT_DRIFT = dec("0.003");
const REPLACED_MAX = 3;

/** What a resting entry needs: to stay, to make room for one at the present price, or to go after its last. */
export function superviseEntry(
  entry: { readonly price: Dec; readonly attempt: number; readonly sentAt: UtcMs; readonly touch: Dec | null },
  now: UtcMs,
): "rest" | "replace" | "giveUp" {
  const drift = entry.touch === null ? dec(0) : entry.touch.minus(entry.price).abs().div(entry.price);
  if (now - entry.sentAt < REPLACE_AFTER_MS && drift.lte(REPLACE_AT_DRIFT)) return "rest";
  return entry.attempt <= REPLACED_MAX ? "replace" : "giveUp";
}
