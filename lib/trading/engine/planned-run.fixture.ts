import type { RunResult } from "@/lib/trading/backtest/result";
import { type Bars, emptyBars } from "@/lib/trading/market/bars";
import { EXIT_REASONS, type ExitReason } from "@/lib/trading/orders/order";
import type { BarStrategy, BarView, Desk } from "@/lib/trading/strategies/strategy";
import { seated } from "./run-steps.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "./settings.ts";
import { createState, type EngineState } from "./state.ts";
import { step } from "./step.ts";
import type { StepInput } from "./step-input.ts";

export const HOUR = 3_600_000;

/** Bars an hour apart from 1970 on, as [open, high, low, close]; null leaves a hole in the data. */
export function barsOf(rows: readonly (readonly [number, number, number, number] | null)[]): Bars {
  const present = rows.flatMap((row, hour) => (row === null ? [] : [{ hour, row }]));
  const bars = emptyBars(present.length);
  for (const [i, { hour, row }] of present.entries()) {
    bars.time[i] = hour * HOUR;
    [bars.open[i], bars.high[i], bars.low[i], bars.close[i]] = row;
    bars.volume[i] = 1;
  }
  return bars;
}

/** A bar that stands still at `price`. */
export const flat = (price: number): [number, number, number, number] => [price, price, price, price];

export type Plan = Readonly<Record<number, (desk: Desk, bar: BarView) => void>>;

export function planned(plan: Plan): BarStrategy {
  return {
    kind: "bars",
    name: "planned",
    title: "Planned",
    description: "Does at each close what the test says.",
    parameters: {},
    studies: () => ({}),
    start: () => (bar, desk) => plan[bar.index]?.(desk, bar),
  };
}

/** One unit a trade, 1,000 in cash, no costs: each test names what it is about. */
export const PLAIN: RunSettings = {
  ...DEFAULT_SETTINGS,
  cash: 1_000,
  makerFee: 0,
  takerFee: 0,
  sizing: { type: "units", value: 1 },
  barMs: HOUR,
};

export interface PlannedTrade {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly bars: readonly [number, number];
  readonly entry: number;
  readonly exit: number;
  readonly fees: number;
  readonly funding: number;
  readonly pnl: number;
  readonly reason: ExitReason;
}

export interface PlannedRun {
  readonly state: EngineState;
  readonly input: StepInput;
  readonly equity: readonly number[];
  readonly trades: readonly PlannedTrade[];
  readonly fills: readonly {
    side: number;
    qty: number;
    basePrice: number;
    price: number;
    fee: number;
    maker: boolean;
    bar: number;
  }[];
  readonly refused: RunResult["refused"];
}

/** Steps a plan over bars and hands back all that can be seen of it. */
export function runPlan(bars: Bars, settings: Partial<RunSettings>, plan: Plan): PlannedRun {
  const all = { ...PLAIN, ...settings };
  const state = createState(all.cash);
  const input = seated(planned(plan), {}, { bars, lines: {} }, all, state);
  const equity: number[] = [];
  const refused: Record<string, number> = {};
  for (let index = 0; index < bars.length; index += 1) {
    input.index = index;
    const { facts } = step(state, input);
    equity.push(state.equity);
    for (const { reason } of facts.refusals) refused[reason] = (refused[reason] ?? 0) + 1;
  }
  return { state, input, equity, trades: tradesOf(input), fills: fillsOf(input), refused };
}

function tradesOf({ facts }: StepInput): PlannedTrade[] {
  const columns = facts.trades.result();
  return Array.from({ length: columns.length }, (_, row) => ({
    side: (columns.side[row] ?? 0) > 0 ? 1 : -1,
    qty: at(columns.qty, row),
    bars: [at(columns.entryBar, row), at(columns.exitBar, row)],
    entry: at(columns.entryPrice, row),
    exit: at(columns.exitPrice, row),
    fees: at(columns.fees, row),
    funding: at(columns.funding, row),
    pnl: at(columns.pnl, row),
    reason: EXIT_REASONS[at(columns.exitReason, row)] ?? "end",
  }));
}

function fillsOf({ facts }: StepInput): PlannedRun["fills"] {
  const { columns, length } = facts.fills;
  return Array.from({ length }, (_, row) => ({
    side: at(columns.side, row),
    qty: at(columns.qty, row),
    basePrice: at(columns.basePrice, row),
    price: at(columns.price, row),
    fee: at(columns.fee, row),
    maker: at(columns.maker, row) === 1,
    bar: at(columns.bar, row),
  }));
}

function at(column: ArrayLike<number>, row: number): number {
  return column[row] ?? Number.NaN;
}
