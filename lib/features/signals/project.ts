import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { ofBps } from "@/lib/trading/market/instrument";
import { isBetter } from "@/lib/trading/market/quote";
import { signalTradeReturn } from "@/lib/trading/stats/signal-return";
import { type OpenBody, type Projection, type SignalChange, slippageReference, type TargetBody } from "./signal.ts";

/** decimal.js' rounding towards zero. */
const ROUND_DOWN = 1;

/** Where an event stands in the chain. */
export interface Placed {
  readonly seq: number;
  readonly receivedAt: UtcMs;
}

/** The signal that an OPEN event makes: at once OPEN for a market entry, PENDING for the others. */
export function projectOpen(
  { id, strategyId, strategyVersion }: Pick<Projection, "id" | "strategyId" | "strategyVersion">,
  body: OpenBody,
  placed: Placed,
): Projection {
  const entryPrice = body.entryPrice === undefined ? null : dec(body.entryPrice);
  return {
    id,
    strategyId,
    strategyVersion,
    symbol: body.symbol,
    exchange: body.exchange,
    market: body.market,
    side: body.side,
    state: entryPrice === null ? "PENDING" : "OPEN",
    entry: body.entry,
    stopLoss: dec(body.stopLoss),
    initialStop: dec(body.stopLoss),
    targets: body.targets,
    targetsHit: 0,
    remaining: dec(1),
    entryPrice,
    trailing: body.trailing ?? null,
    breakEven: body.breakEven ?? null,
    leverage: dec(body.leverage),
    maxAgeSec: body.maxAgeSec,
    maxSlippageBps: body.maxSlippageBps,
    timeframe: body.timeframe ?? null,
    indicators: body.indicators ?? null,
    note: body.note ?? "",
    expiresAt: body.expiresAt === undefined ? null : utcMs(Date.parse(body.expiresAt)),
    receivedAt: placed.receivedAt,
    openedAt: entryPrice === null ? null : placed.receivedAt,
    closedAt: null,
    closeCause: null,
    resultPct: null,
    lastSeq: placed.seq,
  };
}

/**
 * The signal after one more event. @throws AppError "invariant" when the event does not fit its state: the caller checks before it writes.
 */
export function project(signal: Projection, change: SignalChange, placed: Placed): Projection {
  const next = { ...signal, lastSeq: placed.seq };
  const needs = (...states: Projection["state"][]): void =>
    invariant(states.includes(signal.state), `${change.type} does not fit a signal that is ${signal.state}`);
  switch (change.type) {
    case "OPEN":
      invariant(false, "a signal is opened once");
      return next;
    case "ENTER":
      needs("PENDING");
      return { ...next, state: "OPEN", entryPrice: dec(change.body.price), openedAt: placed.receivedAt };
    case "AMEND": {
      needs("PENDING", "OPEN");
      const { entry, stopLoss, targets, trailing, breakEven, expiresAt, note } = change.body;
      return {
        ...next,
        ...(entry === undefined ? {} : { entry }),
        ...(stopLoss === undefined ? {} : { stopLoss: dec(stopLoss) }),
        ...(targets === undefined ? {} : { targets }),
        ...(trailing === undefined ? {} : { trailing }),
        ...(breakEven === undefined ? {} : { breakEven }),
        ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : utcMs(Date.parse(expiresAt)) }),
        ...(note === undefined ? {} : { note }),
      };
    }
    case "ADD": {
      needs("OPEN");
      const remaining = dec(change.body.remaining);
      invariant(
        dec(change.body.fraction).gt(0) && signal.remaining.plus(change.body.fraction).eq(remaining),
        "what was held plus what is added is what is held then",
      );
      return {
        ...next,
        remaining,
        entryPrice: dec(change.body.entryPrice),
        targets: scaled(signal, remaining),
      };
    }
    case "REDUCE": {
      needs("OPEN");
      const remaining = dec(change.body.remaining);
      invariant(
        remaining.gt(0) && remaining.plus(change.body.fraction).eq(signal.remaining),
        "a reduction leaves a part, and what left plus what stays is what was held",
      );
      return change.body.target === undefined
        ? { ...next, remaining, targets: scaled(signal, remaining) }
        : { ...next, remaining, targetsHit: change.body.target };
    }
    case "CLOSE":
      needs("OPEN");
      return {
        ...next,
        state: "CLOSED",
        remaining: dec(0),
        targetsHit: change.body.target ?? signal.targetsHit,
        closedAt: placed.receivedAt,
        closeCause: change.body.cause,
      };
    case "CANCEL":
      needs("PENDING");
      return { ...next, state: "CANCELLED", closedAt: placed.receivedAt, closeCause: "cancel" };
    case "EXPIRE":
      needs("PENDING");
      return { ...next, state: "EXPIRED", closedAt: placed.receivedAt, closeCause: "expiry" };
  }
}

/**
 * After the provider took a part off or added one by hand, the targets still ahead share what is held in the same proportion: rounded down
 * to the 18 decimals of the store, the last one taking the rest, so that they always sum to `remaining`.
 */
function scaled(signal: Projection, remaining: Dec): TargetBody[] {
  let left = remaining;
  return signal.targets.map((target, index) => {
    if (index < signal.targetsHit) return target;
    const last = index === signal.targets.length - 1;
    const fraction = last
      ? left
      : dec(target.fraction).times(remaining).div(signal.remaining).toDecimalPlaces(18, ROUND_DOWN);
    left = left.minus(fraction);
    return { price: target.price, fraction: plain(fraction) };
  });
}

/** What was entered and what left, by the chain's own prices. Fractions are parts of the first size. */
export interface SignalLegs {
  /** What the first entry cost: the OPEN's price of a market entry, the ENTER's of the others. */
  readonly firstPrice: Dec | null;
  readonly adds: readonly { readonly fraction: string; readonly price: string }[];
  readonly exits: readonly { readonly fraction: string; readonly price: string }[];
}

/**
 * Net result of a closed signal in % of its entry value, additions included, by the chain's own prices and the taker fee. Null when nobody
 * could have followed it: the market at receipt was further from the provider's reference than the slippage cap.
 */
export function resultOf(signal: Projection, { firstPrice, adds, exits }: SignalLegs, takerBps: Dec): number | null {
  const { side } = signal;
  if (signal.state !== "CLOSED" || firstPrice === null) return null;
  const reference = slippageReference({ entry: signal.entry, entryPrice: firstPrice });
  if (reference === null) return null;
  const cap = ofBps(reference, dec(signal.maxSlippageBps));
  const worst = side === "LONG" ? reference.plus(cap) : reference.minus(cap);
  if (isBetter(side, firstPrice, worst)) return null;
  const exact = (legs: SignalLegs["exits"]) =>
    legs.map(({ fraction, price }) => ({ fraction: dec(fraction), price: dec(price) }));
  return signalTradeReturn({
    side,
    entryPrice: firstPrice,
    adds: exact(adds),
    exits: exact(exits),
    takerBps,
  }).toNumber();
}
