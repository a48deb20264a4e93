import type { BacktestKind, RunRequest } from "@/lib/features/backtests/backtest";
import type { BacktestDetail } from "@/lib/features/backtests/queries";
import type { SearchRequest, WalkRequest } from "@/lib/features/backtests/search";

type Ground = Pick<BacktestDetail, "kind" | "strategy" | "exchange" | "symbol" | "timeframe" | "request"> & {
  /** Of a batch. */
  readonly runs: readonly Pick<BacktestDetail, "symbol" | "timeframe">[] | null;
};

const FORM_OF: Readonly<Record<BacktestKind, string>> = {
  RUN: "run",
  BATCH: "batch",
  OPTIMISATION: "optimise",
  WALK_FORWARD: "walkforward",
};

/** The form of the same kind, filled in with all that this one was made with: started as it stands, it gives the same bits. */
export function againAddress(run: Ground): string {
  const rows = run.kind === "BATCH" ? (run.runs ?? []) : [];
  const several = (name: "symbol" | "timeframe"): Pairs =>
    [...new Set(rows.map((row) => row[name]))].map((value) => [`${name}s`, value]);
  const place: Pairs =
    run.kind === "BATCH"
      ? [["exchange", run.exchange], ...several("symbol"), ...several("timeframe")]
      : [["series", seriesOf(run)]];
  return addressOf(FORM_OF[run.kind], run, run.request.parameters, [...place, ...searchOf(run.request)]);
}

/** A single run on the same market with the same account, and these parameters: the best set of a search. */
export function runAddress(run: Ground, parameters: Readonly<Record<string, unknown>>): string {
  return addressOf("run", run, parameters, [["series", seriesOf(run)]]);
}

type Pairs = [string, string][];

function addressOf(
  kind: string,
  { strategy, request }: Ground,
  parameters: Readonly<Record<string, unknown>>,
  more: Pairs,
): string {
  const typed = Object.entries(parameters).map(([name, value]): [string, string] => [`p.${name}`, String(value)]);
  return `/backtests/new?${new URLSearchParams([["kind", kind], ["strategy", strategy], ...more, ...typed, ...accountOf(request)])}`;
}

function seriesOf({ exchange, symbol, timeframe }: Ground): string {
  return `${exchange} ${symbol} ${timeframe}`;
}

/** Span, money and costs, by the names of the form's fields. */
function accountOf({ from, to, settings, seed }: RunRequest): Pairs {
  const { makerFee, takerFee, market, sizing } = settings;
  return [
    ["from", timeText(from)],
    ["to", timeText(to)],
    ["initialCapital", String(settings.cash)],
    ["feePct", percentText(takerFee)],
    ...(makerFee === takerFee ? [] : [["makerFeePct", percentText(makerFee)] satisfies [string, string]]),
    ["slippageBps", String(settings.slippageBps)],
    ["spreadBps", String(settings.spreadBps)],
    ["sizing.type", sizing.type],
    ["sizing.value", String(sizing.value)],
    ...(market === "spot"
      ? []
      : ([
          ["leverage", String(settings.leverage)],
          ["maintenanceMarginPct", percentText(settings.maintenanceMargin)],
        ] satisfies Pairs)),
    ["lot", String(settings.lot)],
    ["tick", String(settings.tick)],
    ["minNotional", String(settings.minNotional)],
    ["pyramiding", String(settings.pyramiding)],
    ["closeAtEnd", String(settings.atEnd === "close")],
    ["seed", String(seed)],
  ];
}

/** Longer ones than a server takes in an address are left to the form's range. */
const VALUES_MAX = 6_000;

/** What a search was told: its values one by one, which say more than the range that they came from. */
function searchOf(request: RunRequest | SearchRequest | WalkRequest): Pairs {
  if ("space" in request) {
    const { method, trials, objective, minTrades } = request.plan;
    const { axes, fixed } = request.space;
    const held = Object.entries(fixed).filter(
      ([name, value]) => typeof value === "number" || String(value) !== String(request.parameters[name]),
    );
    const values = [
      ...axes.map(({ name, values: all }): [string, string] => [`grid.${name}`, all.join(", ")]),
      ...held.map(([name, value]): [string, string] => [`grid.${name}`, String(value)]),
    ];
    const isShort = values.reduce((sum, [, text]) => sum + text.length, 0) <= VALUES_MAX;
    return [
      ["method", method],
      ["trials", String(trials)],
      ["objective", objective],
      ["minTrades", String(minTrades)],
      ...(isShort ? values : []),
    ];
  }
  return "walk" in request ? [["plan", JSON.stringify(request.walk, null, 2)]] : [];
}

/** 0.001 is 0.1, not 0.10000000000000002. */
function percentText(part: number): string {
  return String(Number((part * 100).toPrecision(12)));
}

/** The day where it begins at midnight, else the time: `2024-03-01` or `2024-03-01T04:00:00.000Z`. */
function timeText(at: number): string {
  return new Date(at).toISOString().replace("T00:00:00.000Z", "");
}
