import { ta } from "../indicators/catalogue.ts";
import type { Study } from "../indicators/study.ts";
import type { BarView } from "../strategies/strategy.ts";
import type { PineRun, Value } from "./run.ts";

const date = (view: BarView): Date => new Date(view.time);

/** Names that are a number, a text or a truth of the bar or the account. Dates are of UTC, as exchanges of crypto count. */
export const BAR_NAMES: Readonly<Record<string, (view: BarView, run: PineRun) => Value>> = {
  open: (view) => view.open,
  high: (view) => view.high,
  low: (view) => view.low,
  close: (view) => view.close,
  volume: (view) => view.volume,
  time: (view) => view.time,
  hl2: (view) => (view.high + view.low) / 2,
  hlc3: (view) => (view.high + view.low + view.close) / 3,
  ohlc4: (view) => (view.open + view.high + view.low + view.close) / 4,
  hlcc4: (view) => (view.high + view.low + 2 * view.close) / 4,
  bar_index: (view) => view.index,
  year: (view) => date(view).getUTCFullYear(),
  month: (view) => date(view).getUTCMonth() + 1,
  dayofmonth: (view) => date(view).getUTCDate(),
  dayofweek: (view) => date(view).getUTCDay() + 1,
  hour: (view) => date(view).getUTCHours(),
  minute: (view) => date(view).getUTCMinutes(),
  "barstate.isconfirmed": () => true,
  "barstate.isnew": () => true,
  "barstate.isfirst": (view) => view.index === 0,
  "strategy.position_size": (view) => view.position * view.qty,
  "strategy.position_avg_price": (view) => view.entryPrice,
  "strategy.equity": (view) => view.equity,
  "strategy.initial_capital": (_view, run) => run.initial,
  "strategy.openprofit": openProfit,
  "strategy.netprofit": (view, run) => view.equity - openProfit(view) - run.initial,
};

function openProfit(view: BarView): number {
  return view.position === 0 ? 0 : view.position * view.qty * (view.close - view.entryPrice);
}

/** Names that never change. Colours are texts that nothing reads. */
export function constantOf(name: string): Value | undefined {
  if (name.startsWith("color.")) return name;
  return CONSTANTS[name];
}

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const CONSTANTS: Readonly<Record<string, Value>> = {
  na: Number.NaN,
  "math.pi": Math.PI,
  "math.e": Math.E,
  "strategy.long": "long",
  "strategy.short": "short",
  ...Object.fromEntries(DAYS.map((day, place) => [`dayofweek.${day}`, place + 1])),
};

/** Indicators without an argument. */
export const TA_NAMES: Readonly<Record<string, () => Study>> = {
  "ta.tr": () => ta.trTalib(),
  "ta.obv": () => ta.obv(),
  "ta.vwap": () => ta.vwap(),
  "ta.accdist": () => ta.accdist(),
};
