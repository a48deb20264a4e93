import type { TradeColumns } from "@/lib/trading/backtest/result";
import type { RunRecord } from "./record-run.ts";

/** What was not the same, at the first bar where anything was not. */
export interface Difference {
  readonly bar: number;
  /** A study's line, a decision, a closed trade, or the equity. */
  readonly kind: "line" | "decision" | "trade" | "equity";
  /** Which line; empty for all else. */
  readonly name: string;
  readonly first: string;
  readonly second: string;
}

const NOTHING = "nothing";

/** The earliest difference of two runs before bar `cut`; at one bar the cause comes before its effects. */
export function firstDifference(one: RunRecord, two: RunRecord, cut: number): Difference | null {
  const found = [
    ...lineDifferences(one, two, cut),
    decisionDifference(one, two, cut),
    tradeDifference(one, two, cut),
    equityDifference(one, two, cut),
  ];
  return found.reduce<Difference | null>(
    (earliest, difference) =>
      difference !== null && (earliest === null || difference.bar < earliest.bar) ? difference : earliest,
    null,
  );
}

function* lineDifferences(one: RunRecord, two: RunRecord, cut: number): Generator<Difference> {
  for (const [name, line] of Object.entries(one.lines)) {
    const other = two.lines[name] ?? new Float64Array(0);
    const bar = firstUnequal(line, other, cut);
    if (bar >= 0) yield { bar, kind: "line", name, first: String(line[bar]), second: String(other[bar]) };
  }
}

function decisionDifference(one: RunRecord, two: RunRecord, cut: number): Difference | null {
  let bar = Number.POSITIVE_INFINITY;
  for (const [from, to] of [
    [one, two],
    [two, one],
  ] as const) {
    for (const [at, words] of from.decisions) if (at < Math.min(cut, bar) && to.decisions.get(at) !== words) bar = at;
  }
  if (bar === Number.POSITIVE_INFINITY) return null;
  return {
    bar,
    kind: "decision",
    name: "",
    first: one.decisions.get(bar) ?? NOTHING,
    second: two.decisions.get(bar) ?? NOTHING,
  };
}

/** Trades closed before the cut: the lists are in the order of closing. */
function tradeDifference(one: RunRecord, two: RunRecord, cut: number): Difference | null {
  const [a, b] = [one.result.trades, two.result.trades];
  for (let row = 0; row < Math.max(a.length, b.length); row += 1) {
    const [first, second] = [a, b].map((trades) =>
      (trades.exitBar[row] ?? cut) < cut && row < trades.length ? tradeText(trades, row) : NOTHING,
    );
    if (first === NOTHING && second === NOTHING) return null;
    if (first !== second) {
      const bar = Math.min(a.exitBar[row] ?? cut, b.exitBar[row] ?? cut);
      return { bar, kind: "trade", name: "", first: first ?? NOTHING, second: second ?? NOTHING };
    }
  }
  return null;
}

function tradeText(trades: TradeColumns, row: number): string {
  const { side, qty, entryBar, exitBar, entryPrice, exitPrice, pnl } = trades;
  const way = (side[row] ?? 0) > 0 ? "long" : "short";
  return `${way} ${qty[row]} from bar ${entryBar[row]} at ${entryPrice[row]} to bar ${exitBar[row]} at ${exitPrice[row]}, result ${pnl[row]}`;
}

function equityDifference(one: RunRecord, two: RunRecord, cut: number): Difference | null {
  const [a, b] = [one.result.equity, two.result.equity];
  const bar = firstUnequal(a, b, cut);
  return bar < 0 ? null : { bar, kind: "equity", name: "", first: String(a[bar]), second: String(b[bar]) };
}

/** Equal to the bit; NaN equals NaN, and a column that ends early does not equal one that goes on. */
function firstUnequal(one: Float64Array, two: Float64Array, to: number): number {
  for (let i = 0; i < to; i += 1) if (!Object.is(one[i], two[i]) && one[i] !== two[i]) return i;
  return -1;
}
