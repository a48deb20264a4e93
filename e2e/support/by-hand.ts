import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * The journey's figures computed by hand: whole numbers only, none of the product's code. Prices are counted in ticks, amounts in lots, money in
 * units of 10^-18, so that nothing rounds but where the rules say so.
 */
export interface Bar {
  readonly time: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
}

export interface Tick {
  readonly bar: number;
  readonly bid: bigint;
  readonly ask: bigint;
}

/** Prices with two decimals (tick 0.01), amounts with five (lot 0.00001), the taker fee in basis points. */
const TICKS_PER_UNIT = 100n;
const LOTS_PER_UNIT = 100_000n;
const SCALE = 10n ** 18n;

/** `"42283.58"` -> 4228358n. @throws on more than two decimals */
export function ticks(text: string): bigint {
  const [whole = "0", part = ""] = text.split(".");
  if (part.replace(/0+$/, "").length > 2) throw new Error(`${text} is not on the tick of 0.01`);
  return BigInt(whole) * TICKS_PER_UNIT + BigInt(part.padEnd(2, "0").slice(0, 2));
}

/** The bars of a stored file from `from` on (ISO). */
export function barsOf(file: string, from: string, count: number): Bar[] {
  const rows = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n").slice(1);
  const start = Date.parse(from);
  return rows
    .map((row) => row.split(","))
    .filter(([time]) => Number(time) >= start)
    .slice(0, count)
    .map(([time = "", open = "", high = "", low = "", close = ""]) => ({
      time: Number(time),
      open: ticks(open),
      high: ticks(high),
      low: ticks(low),
      close: ticks(close),
    }));
}

/** The 60 points of a bar: open, the extreme nearer to the open (a tie: the low), the other, the close, at points 0, 20, 40, 59. */
export function walk(bar: Bar, index: number): Tick[] {
  const lowFirst = bar.open - bar.low <= bar.high - bar.open;
  const corners = lowFirst ? [bar.open, bar.low, bar.high, bar.close] : [bar.open, bar.high, bar.low, bar.close];
  const knots = [0, 20, 40, 59];
  const points: Tick[] = [];
  for (let k = 0; k < 60; k += 1) {
    const leg = k < 20 ? 0 : k < 40 ? 1 : 2;
    const [from = 0n, to = 0n] = [corners[leg], corners[leg + 1]];
    const [start = 0, end = 1] = [knots[leg], knots[leg + 1]];
    const steps = BigInt(end - start);
    const last = divideHalfUp(from * steps + (to - from) * BigInt(k - start), steps);
    points.push({ bar: index, bid: (last * 99_995n) / 100_000n, ask: divideUp(last * 100_005n, 100_000n) });
  }
  return points;
}

export interface LongPlan {
  /** In ticks. */
  readonly stop: bigint;
  /** Price in ticks and part of the size in percent; the parts sum to 100. */
  readonly targets: readonly { readonly price: bigint; readonly percent: bigint }[];
  /** After this target the stop moves to the entry. */
  readonly breakEvenAfter: number;
}

export interface Exit {
  readonly cause: "target" | "stop";
  readonly bar: number;
  readonly price: bigint;
  readonly lots: bigint;
}

export interface Outcome {
  readonly entry: bigint;
  readonly lots: bigint;
  readonly exits: readonly Exit[];
  /** In units of 10^-18 of the quote currency. */
  readonly grossPnl: bigint;
  readonly fees: bigint;
}

/** Follows one long from the first tick (entry at its ask) until nothing is left, for `quote` whole units of the quote currency. */
export function followLong(path: readonly Tick[], plan: LongPlan, quote: bigint, feeBps: bigint): Outcome {
  const [first, ...rest] = path;
  if (first === undefined) throw new Error("no prices");
  const entry = first.ask;
  const lots = (quote * TICKS_PER_UNIT * LOTS_PER_UNIT) / entry;
  const exits: Exit[] = [];
  let stop = plan.stop;
  let left = lots;
  let hit = 0;
  for (const tick of rest) {
    if (tick.bid <= stop) {
      exits.push({ cause: "stop", bar: tick.bar, price: tick.bid, lots: left });
      left = 0n;
    } else {
      for (
        let target = plan.targets[hit];
        target !== undefined && tick.bid >= target.price;
        target = plan.targets[hit]
      ) {
        const last = hit === plan.targets.length - 1;
        const part = last ? left : (lots * target.percent) / 100n;
        exits.push({ cause: "target", bar: tick.bar, price: target.price, lots: part });
        left -= part;
        hit += 1;
      }
      if (hit >= plan.breakEvenAfter && tick.bid > entry && entry > stop) stop = entry;
    }
    if (left === 0n) break;
  }
  const unit = SCALE / (TICKS_PER_UNIT * LOTS_PER_UNIT);
  const fee = (price: bigint, amount: bigint) => (price * amount * unit * feeBps) / 10_000n;
  return {
    entry,
    lots,
    exits,
    grossPnl: exits.reduce((sum, exit) => sum + (exit.price - entry) * exit.lots * unit, 0n),
    fees: exits.reduce((sum, exit) => sum + fee(exit.price, exit.lots), fee(entry, lots)),
  };
}

/** What a position stands at, all in units of 10^-18: `held` lots at the last tick's bid. */
export interface Standing {
  readonly held: bigint;
  readonly realised: bigint;
  readonly unrealised: bigint;
}

/** A long at the last tick of the path that it was followed on. */
export function standingAt(outcome: Outcome, path: readonly Tick[]): Standing {
  const bid = path.at(-1)?.bid ?? 0n;
  const held = outcome.lots - outcome.exits.reduce((sum, exit) => sum + exit.lots, 0n);
  return {
    held,
    realised: outcome.grossPnl - outcome.fees,
    unrealised: (bid - outcome.entry) * held * (SCALE / (TICKS_PER_UNIT * LOTS_PER_UNIT)),
  };
}

/** Whole units of the quote currency in units of 10^-18. */
export function units(whole: bigint): bigint {
  return whole * SCALE;
}

/** `n` units of 10^-18 as a decimal string without trailing zeros. */
export function money(n: bigint): string {
  return decimal(n, 18);
}

export function priceText(n: bigint): string {
  return decimal(n, 2);
}

export function amountText(n: bigint): string {
  return decimal(n, 5);
}

function decimal(n: bigint, places: number): string {
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, "0");
  const part = digits.slice(-places).replace(/0+$/, "");
  return `${n < 0n ? "-" : ""}${digits.slice(0, -places)}${part === "" ? "" : `.${part}`}`;
}

function divideUp(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** Half away from zero; both positive here. */
function divideHalfUp(a: bigint, b: bigint): bigint {
  return (2n * a + b) / (2n * b);
}
