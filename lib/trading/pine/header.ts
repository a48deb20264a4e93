import type { Sizing } from "../orders/order.ts";
import { argsOf } from "./call-args.ts";
import { PineFault } from "./fault.ts";
import { constantValue } from "./inputs.ts";
import type { Value } from "./run.ts";
import type { Call, Expression, Script } from "./syntax.ts";

/** What a script's `strategy(…)` says of its account; what it leaves out is for whoever runs it. */
export interface PineHead {
  readonly title: string;
  readonly cash?: number;
  /** A part of the notional, on each side. */
  readonly fee?: number;
  readonly sizing?: Sizing;
  /** Entries in one direction at once. */
  readonly pyramiding: number;
}

/** Arguments that are shown, or about how a chart keeps its bars: they change no order of closed bars. */
const SHOWN = [
  ...["title", "shorttitle?", "overlay?", "format?", "precision?", "scale?", "max_bars_back?", "currency?"],
  ...["max_lines_count?", "max_labels_count?", "max_boxes_count?", "max_polylines_count?", "explicit_plot_zorder?"],
  ...["calc_on_every_tick?", "calc_bars_count?", "behind_chart?", "risk_free_rate?", "dynamic_requests?"],
];
const MEANT = [
  ...["pyramiding?", "default_qty_type?", "default_qty_value?", "initial_capital?", "commission_type?"],
  "commission_value?",
];
/** Arguments of which only this value is ours. */
const ONLY: Readonly<Record<string, { readonly values: readonly Value[]; readonly instead: string }>> = {
  calc_on_order_fills: { values: [false], instead: "a strategy decides at closes" },
  process_orders_on_close: { values: [false], instead: "orders fill at the next open" },
  use_bar_magnifier: { values: [false], instead: "fills follow the bars given" },
  fill_orders_on_standard_ohlc: { values: [true, false], instead: "" },
  slippage: { values: [0], instead: "it counts ticks; give --slippage-bps" },
  backtest_fill_limits_assumption: { values: [0], instead: "a limit fills where it is touched" },
  margin_long: { values: [0, 100], instead: "give --leverage" },
  margin_short: { values: [0, 100], instead: "give --leverage" },
  close_entries_rule: { values: ["FIFO", "ANY"], instead: "" },
};
const QTY: Readonly<Record<string, Sizing["type"]>> = {
  "strategy.fixed": "units",
  "strategy.cash": "quote",
  "strategy.percent_of_equity": "equityPct",
};

/** @throws PineFault where there is no `strategy(…)`, or one that asks for something else than we do */
export function headOf({ statements }: Script): PineHead {
  const calls = statements.flatMap((statement) =>
    statement.is === "expression" && statement.value.is === "call" ? [statement.value] : [],
  );
  const call = calls.find(({ name }) => name === "strategy");
  if (call === undefined) {
    const other = calls.find(({ name }) => name === "indicator" || name === "library");
    throw new PineFault(
      other?.line ?? 1,
      `strategy("…") is expected${other === undefined ? "" : `, not ${other.name}`}`,
    );
  }
  const args = argsOf(call, [...SHOWN, ...MEANT, ...Object.keys(ONLY).map((name) => `${name}?`)]);
  refuseOthers(call, args);
  const title = args["title"];
  const cash = numberOf(args, "initial_capital", call);
  const commission = numberOf(args, "commission_value", call);
  const sizing = sizingOf(args, call);
  return {
    title: title?.is === "value" ? String(title.value) : "Pine",
    ...(cash === undefined ? {} : { cash }),
    ...(commission === undefined ? {} : { fee: feeOf(args, commission, call) }),
    ...(sizing === undefined ? {} : { sizing }),
    pyramiding: Math.max(1, numberOf(args, "pyramiding", call) ?? 1),
  };
}

type Args = Readonly<Record<string, Expression>>;

function refuseOthers(call: Call, args: Args): void {
  if (call.args.filter(({ name }) => name === null).length > 3)
    throw new PineFault(call.line, "strategy: give all but title, shorttitle and overlay by name");
  for (const [name, { values, instead }] of Object.entries(ONLY)) {
    const given = args[name];
    if (given === undefined) continue;
    const value = constantValue(given);
    if (!values.includes(value)) throw new PineFault(call.line, `${name}=${value} is not supported: ${instead}`);
  }
}

function numberOf(args: Args, name: string, call: Call): number | undefined {
  const given = args[name];
  if (given === undefined) return undefined;
  const value = constantValue(given);
  if (typeof value === "number" && value >= 0) return value;
  throw new PineFault(call.line, `${name} must be a number from 0 on`);
}

function feeOf(args: Args, value: number, call: Call): number {
  const type = wordOf(args, "commission_type") ?? "strategy.commission.percent";
  if (type === "strategy.commission.percent") return value / 100;
  if (value === 0) return 0;
  throw new PineFault(call.line, `${type} is not supported: give strategy.commission.percent`);
}

function sizingOf(args: Args, call: Call): Sizing | undefined {
  const value = numberOf(args, "default_qty_value", call);
  const word = wordOf(args, "default_qty_type");
  if (value === undefined && word === undefined) return undefined;
  const type = QTY[word ?? "strategy.fixed"];
  if (type === undefined) throw new PineFault(call.line, `default_qty_type=${word} is not supported`);
  return { type, value: value ?? 1 };
}

function wordOf(args: Args, name: string): string | undefined {
  const given = args[name];
  return given?.is === "name" ? given.name : undefined;
}
