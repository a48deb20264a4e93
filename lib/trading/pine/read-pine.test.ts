import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { goldenBars, goldenJson } from "@/lib/testing/golden";
import { goldenCase } from "@/lib/testing/golden-case";
import { runBacktest } from "../backtest/run-backtest.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import { ta } from "../indicators/catalogue.ts";
import type { Study } from "../indicators/study.ts";
import { type Bars, barsOf, candleAt } from "../market/bars.ts";
import { EXIT_REASONS } from "../orders/order.ts";
import { checkStrategy } from "../strategies/check-strategy.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import { checkLookAhead } from "../validation/look-ahead/check-look-ahead.ts";
import { runWindow } from "../validation/walk-forward/run-window.ts";
import { Compiler } from "./compile.ts";
import { parseScript } from "./parse-script.ts";
import { readPine } from "./read-pine.ts";
import { PineRun } from "./run.ts";
import { Scope } from "./scope.ts";

const HOUR = 3_600_000;
const SCRIPTS = [
  "donchian_20_10_long_SOL_4h",
  "rsi_macd_sltp_XRP_15m",
  "sma_cross_long_XRP_15m",
  "sma_cross_reverse_BTC_4h",
];
const scriptOf = (name: string): string =>
  readFileSync(resolve(`../shared/golden/pine_equivalents/${name}.pine`), "utf8");

function strategyOf(text: string) {
  const read = readPine(text);
  if (!read.ok) throw new Error(read.detail);
  return read.value;
}

/** A script of these lines, run over closes; each bar opens at the close before it. */
function traded(lines: readonly string[], closes: readonly number[], settings: Partial<RunSettings> = {}) {
  const { strategy } = strategyOf(["//@version=6", 'strategy("T")', ...lines].join("\n"));
  const bars = barsOf(
    closes.map((close, row) => {
      const open = closes[row - 1] ?? close;
      return { time: row * HOUR, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 1 };
    }),
  );
  const read = readParameters(strategy.parameters, {});
  if (!read.ok) throw new Error(read.detail);
  const { trades, open, refused } = runBacktest(bars, strategy, read.value, {
    ...DEFAULT_SETTINGS,
    barMs: HOUR,
    takerFee: 0,
    makerFee: 0,
    sizing: { type: "units", value: 1 },
    ...settings,
  });
  const rows = [...Array(trades.length).keys()].map((row) => ({
    side: trades.side[row],
    qty: trades.qty[row],
    entry: [trades.entryBar[row], trades.entryPrice[row]],
    exit: [trades.exitBar[row], trades.exitPrice[row]],
    reason: EXIT_REASONS[trades.exitReason[row] ?? 0],
  }));
  return { rows, open, refused };
}

const faultOf = (...lines: readonly string[]): string => {
  const read = readPine(lines.join("\n"));
  return read.ok ? "none" : (read.detail ?? "");
};

describe.each(SCRIPTS)("the script %s", (name) => {
  const { golden } = goldenCase(name);
  const { strategy, head } = strategyOf(scriptOf(name));
  const settings = {
    ...DEFAULT_SETTINGS,
    barMs: goldenCase(name).settings.barMs,
    cash: head.cash ?? Number.NaN,
    takerFee: head.fee ?? Number.NaN,
    makerFee: head.fee ?? Number.NaN,
    sizing: head.sizing ?? DEFAULT_SETTINGS.sizing,
  };

  it("trades as the independent Pine engine and the golden do", () => {
    const { trades } = runBacktest(goldenBars(golden.data), strategy, {}, settings);
    const bars = Array.from(trades.entryBar, (bar, row) => [bar, trades.exitBar[row]]);
    const pine = goldenJson<{ readonly closed_trades: readonly { entry_bar: number; exit_bar: number }[] }>(
      `pine_equivalents/${name}.json`,
    );
    expect(bars).toEqual(pine.closed_trades.map((trade) => [trade.entry_bar, trade.exit_bar]));
    for (const [row, trade] of golden.A.trades.entries()) {
      expect(trades.qty[row]).toBe(trade.qty);
      expect(trades.pnl[row]).toBeCloseTo(trade.pnl, 6);
    }
  });

  it("knows no later bar, and is a strategy like any other", () => {
    expect(checkStrategy(strategy).ok).toBe(true);
    expect(checkLookAhead(strategy, {}, goldenBars(golden.data, 3_000), settings).isClean).toBe(true);
  });
});

describe("the language", () => {
  it("has inputs as parameters, with their bounds", () => {
    const { strategy, head } = strategyOf(
      [
        "//@version=5",
        'strategy("My RSI (v2)", overlay = true, pyramiding = 2, initial_capital = 5000)',
        'length = input.int(14, "Length", minval = 2, maxval = 50, step = 2)',
        'float risk = input.float(-1.5, title = "Risk")',
        'on = input.bool(true, "On")',
        'kind = input.string("EMA", "Kind", options = ["EMA", "SMA"])',
        "src = input(hl2)",
        'share = -input.float(2, "Share %") / 100',
        "shade = input.color(color.red)",
        "average = kind == 'EMA' ? ta.ema(src, length) : ta.sma(src, length)",
        'if on and average > risk and share == -0.02\n    strategy.entry("L", strategy.long)',
      ].join("\n"),
    );
    expect(strategy.name).toBe("my-rsi-v2");
    expect(head).toMatchObject({ cash: 5_000, pyramiding: 2 });
    expect(strategy.parameters).toMatchObject({
      length: { kind: "number", default: 14, min: 2, max: 50, step: 2, whole: true, label: "Length" },
      risk: { kind: "number", default: -1.5, label: "Risk" },
      on: { kind: "flag", default: true },
      kind: { kind: "choice", choices: ["EMA", "SMA"] },
      src: { kind: "choice", default: "hl2" },
      share: { kind: "number", default: 2, label: "Share %" },
    });
    expect(Object.keys(strategy.parameters)).not.toContain("shade");
  });

  it("keeps var over bars, looks back, counts and calls functions with a memory of their own", () => {
    const { rows } = traded(
      [
        "var count = 0",
        "count += 1",
        "last(x, n) =>",
        "    kept = x * 2",
        "    kept[n] / 2",
        "sum = 0.0",
        "for i = 1 to 3",
        "    sum := sum + i",
        "before = count[1]",
        "was = last(close, 1)",
        "go = switch",
        "    count == 3 and sum == 6 and before == 2 and was == close[1] => true",
        "    => false",
        "if go",
        '    strategy.entry("L", strategy.long)',
        "else if count == 5",
        '    strategy.close("L")',
      ],
      [10, 11, 12, 13, 14, 15, 16],
    );
    expect(rows).toEqual([{ side: 1, qty: 1, entry: [3, 12], exit: [5, 14], reason: "signal" }]);
  });

  it("takes na for no number, and a line that goes on for one", () => {
    const { open } = traded(
      [
        "x = close[5]",
        "wanted = na(x) and not (x > 0) and nz(x, 7) == 7 and",
        "  (x != 1) == false and math.round(-2.5) == -3 and math.max(1,",
        "      3) == 3",
        'if wanted and bar_index == 1 // once\n\tstrategy.entry("a, b", strategy.short, qty = 2)',
        "plot(unknown.thing(3), color = color.new(color.red, 50))",
      ],
      [10, 11, 12],
    );
    expect(open).toMatchObject([{ side: "short", qty: 2, entryBar: 2 }]);
  });
});

describe("orders", () => {
  const ONCE = 'if bar_index == 0\n    strategy.entry("L", strategy.long)';

  it("protect an entry on its own bar when the exit comes with it", () => {
    const { rows } = traded([ONCE, '    strategy.exit("X", "L", stop = 8, limit = 12)'], [10, 12.5, 13]);
    expect(rows).toEqual([{ side: 1, qty: 1, entry: [1, 10], exit: [1, 12], reason: "target" }]);
  });

  it("sell in parts: the last exit takes what is left", () => {
    const { rows } = traded(
      [ONCE, '    strategy.exit("A", "L", qty_percent = 25, limit = 12)', '    strategy.exit("B", "L", limit = 11)'],
      [10, 11.5, 12.5, 13],
      { sizing: { type: "units", value: 4 } },
    );
    expect(rows.map(({ qty, exit }) => [qty, exit])).toEqual([
      [3, [1, 11]],
      [1, [2, 12]],
    ]);
  });

  it("move with an exit that is said again at each bar", () => {
    const trail = ["if strategy.position_size > 0", '    strategy.exit("X", "L", stop = close - 2, limit = close + 3)'];
    expect(traded([ONCE, ...trail], [10, 11, 13, 12, 10]).rows).toEqual([
      { side: 1, qty: 1, entry: [1, 10], exit: [4, 10], reason: "stop" },
    ]);
    expect(traded([ONCE, ...trail], [10, 11, 12, 16]).rows).toEqual([
      { side: 1, qty: 1, entry: [1, 10], exit: [3, 15], reason: "target" },
    ]);
  });

  it("rest at their price, take the place of the one with their name, and are cancelled", () => {
    const rest = 'if bar_index < 3\n    strategy.entry("L", strategy.long, limit = 9 - bar_index)';
    const exit = '    strategy.exit("X", "L", limit = 20)';
    expect(traded([rest, exit], [10, 10, 8, 8.5]).open).toMatchObject([{ entryBar: 2, entryPrice: 8, target: 20 }]);
    expect(traded([rest, "if bar_index == 3", '    strategy.cancel("L")'], [10, 10, 10, 10, 5]).open).toEqual([]);
    const broke = 'if bar_index == 0\n    strategy.entry("L", strategy.long, stop = 11)';
    expect(traded([broke], [10, 10, 12]).open).toMatchObject([{ entryBar: 2, entryPrice: 11 }]);
  });

  it("turn a position round, and are not made again in the direction that is held", () => {
    const { rows, refused } = traded(
      [
        'if bar_index < 2\n    strategy.entry("L", strategy.long)',
        'if bar_index == 2\n    strategy.entry("S", strategy.short)',
      ],
      [10, 11, 12, 13, 14],
    );
    expect(rows).toEqual([{ side: 1, qty: 1, entry: [1, 10], exit: [3, 12], reason: "signal" }]);
    expect(refused).toEqual({});
  });
});

describe("what is refused with line and name", () => {
  const HEAD = ["//@version=6", 'strategy("T")'];
  it.each([
    ["no version", ['strategy("T")'], "line 1: //@version=6 (or 5) is expected"],
    ["an old one", ["//@version=4"], "line 1: //@version=6 (or 5) is expected, not 4"],
    ["an indicator", ["//@version=6", 'indicator("T")'], 'line 2: strategy("…") is expected, not indicator'],
    ["an unknown function", [...HEAD, "x = ta.zigzag(close)"], "line 3: ta.zigzag() is not supported"],
    [
      "data of another market",
      [...HEAD, 'x = request.security("A", "1D", close)'],
      "line 3: request.security() is not supported",
    ],
    [
      "an unknown name",
      [...HEAD, "", "if clos > 1", '    strategy.entry("L", strategy.long)'],
      "line 4: clos is not known",
    ],
    ["a later bar", [...HEAD, "x = last_bar_index"], "line 3: last_bar_index is not known"],
    ["a change of nothing", [...HEAD, "x := 1"], "line 3: x is not known; = makes a name, := changes one"],
    ["a missing argument", [...HEAD, "x = ta.sma(close)"], "line 3: ta.sma needs length"],
    ["an argument too many", [...HEAD, "x = ta.sma(close, 1, 2)"], "line 3: ta.sma takes at most 2 arguments here"],
    [
      "ticks",
      [...HEAD, 'strategy.exit("X", profit = 5)'],
      "line 3: strategy.exit: profit is not supported: it counts ticks; give limit, a price",
    ],
    [
      "fills at the close",
      ["//@version=6", 'strategy("T", process_orders_on_close = true)'],
      "line 2: process_orders_on_close=true is not supported: orders fill at the next open",
    ],
    ["a bracket that is open", [...HEAD, "x = (1 + 2"], "line 4: ) is expected, not the end of the line"],
    ["a character", [...HEAD, "x = 1 ; y = 2"], 'line 3: "; y = 2" cannot be read'],
    ["a while", [...HEAD, "while true"], "line 3: while is not supported"],
    ["an endless call", [...HEAD, "f(x) => f(x)", "y = f(1)"], "line 3: f calls itself"],
    [
      "an input inside a block",
      [...HEAD, "if close > input.int(3)", "    x = 1"],
      "line 3: input.int needs a name of its own: length = input.int(…), not in a block",
    ],
    [
      "two inputs under one name",
      [...HEAD, "x = ta.sma(close, input.int(3)) + input.int(4)"],
      "line 3: input.int needs a name of its own, on a line of its own",
    ],
    ["a block without blanks", [...HEAD, "if true", "x = 1"], "line 4: a block of four more blanks is expected, not x"],
  ])("%s", (_name, lines, words) => {
    expect(faultOf(...lines)).toBe(words);
  });

  it("at a bar: a length that changes, and a number that is none", () => {
    expect(() => traded(["x = ta.sma(close, bar_index + 1)"], [1, 2, 3])).toThrow(
      /line 3: ta.sma: length must stay the same/,
    );
    expect(() => traded(['x = "a" * 2'], [1, 2])).toThrow(/line 3: a number is expected, not "a"/);
  });
});

it("has every indicator under the definition of docs/indicators.md, whatever its source", () => {
  const bars = goldenBars("binance/XRPUSDT_15m.csv.gz", 400);
  const calls: readonly (readonly [string, Study, string?])[] = [
    ["ta.sma(close, 20)", ta.sma(20)],
    ["ta.ema(hl2, 9)", ta.ema(9, "hl2")],
    ["ta.rma(close, 14)", ta.rma(14)],
    ["ta.wma(close, 9)", ta.wma(9)],
    ["ta.hma(close, 16)", ta.hma(16)],
    ["ta.vwma(close, 20)", ta.vwma(20)],
    ["ta.rsi(close, 14)", ta.rsi(14)],
    ["ta.sma(ta.rsi(close, 14), 3)", ta.sma(3, ta.lineOf(ta.rsi(14)))],
    ["ta.cci(hlc3, 20)", ta.cci(20)],
    ["ta.cmo(close, 14)", ta.cmo(14)],
    ["ta.mom(close, 10)", ta.mom(10)],
    ["ta.roc(close, 10)", ta.roc(10)],
    ["ta.mfi(hlc3, 14)", ta.mfi(14)],
    ["ta.change(close)", ta.change(1)],
    ["ta.highest(20)", ta.highest(20)],
    ["ta.lowest(close, 20)", ta.lowest(20, "close")],
    ["ta.pivothigh(3, 2)", ta.pivothigh(3, 2)],
    ["ta.pivotlow(close, 3, rightbars = 2)", ta.pivotlow(3, 2, "close")],
    ["ta.stdev(close, 20)", ta.stdev(20)],
    ["ta.linreg(close, 14, 0)", ta.linreg(14, 0), "value"],
    ["ta.bb(close, 20, 2)", ta.bb(20, 2), "middle,upper,lower"],
    ["ta.kc(close, 20, 1.5)", ta.kc(20, 1.5), "middle,upper,lower"],
    ["ta.macd(close, 12, 26, 9)", ta.macd(12, 26, 9), "macd,signal,hist"],
    ["ta.atr(14)", ta.atr(14)],
    ["ta.tr(true)", ta.tr()],
    ["ta.tr", ta.trTalib()],
    ["ta.wpr(14)", ta.wpr(14)],
    ["ta.supertrend(3, 10)", ta.supertrend(3, 10), "line,direction"],
    ["ta.dmi(14, 14)", ta.dmi(14, 14), "plusDi,minusDi,adx"],
    ["ta.sar(0.02, 0.02, 0.2)", ta.sar(0.02, 0.02, 0.2)],
    ["ta.vwap(hlc3)", ta.vwap()],
    ["ta.obv", ta.obv()],
    ["ta.accdist", ta.accdist()],
    ["ta.stoch(close, high, low, 14)", ta.stoch(14, 1, 1), "k"],
  ];
  for (const [call, study, lines = "value"] of calls) {
    const names = lines.split(",");
    const got = linesOf(call, names.length, bars);
    const out = study.lines.map(() => new Float64Array(bars.length));
    study.fill(bars, out);
    for (const [place, name] of names.entries())
      expect(got[place], `${call} ${name}`).toEqual([...(out[study.lines.indexOf(name)] ?? [])]);
  }
});

/** Each line of an indicator as a script sees it, bar by bar. */
function linesOf(call: string, count: number, bars: Bars): number[][] {
  const run = new PineRun(6, { table: {}, names: new Map() }, {}, 1);
  const { statements } = parseScript(
    `//@version=6\n${count === 1 ? "a" : `[${"abc".slice(0, count).split("").join(", ")}]`} = ${call}`,
  );
  const scope = new Scope(null);
  const next = new Compiler(run).block(statements, scope);
  const got: number[][] = Array.from({ length: count }, () => []);
  for (let index = 0; index < bars.length; index += 1) {
    run.begin({
      ...candleAt(bars, index),
      index,
      position: 0,
      qty: 0,
      entryPrice: 0,
      equity: 0,
      cash: 0,
      isBusy: () => false,
    });
    next();
    run.end();
    for (const [place, column] of got.entries()) column.push(Number(scope.find("abc"[place] ?? "")?.value));
  }
  return got;
}

it("is warm at the first bar of a walk-forward window, as a built-in one is", () => {
  const { golden, strategy: built, parameters, settings } = goldenCase("sma_cross_long_XRP_15m");
  const bars = goldenBars(golden.data, 6_000);
  const window = { warmFrom: 1_000, from: 3_000, to: 6_000, parameters: {}, cash: 10_000 };
  const { trades } = runWindow(bars, strategyOf(scriptOf("sma_cross_long_XRP_15m")).strategy, window, settings);
  const wanted = runWindow(bars, built, { ...window, parameters }, settings).trades;
  expect(wanted.length).toBeGreaterThan(5);
  expect([...trades.entryBar]).toEqual([...wanted.entryBar]);
  expect([...trades.pnl]).toEqual([...wanted.pnl]);
});
