import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";

const HOUR = 3_600_000;
const candles = generateCandles({
  seed: 3,
  startMs: Date.parse("2024-01-01T00:00:00Z"),
  lengthMs: HOUR,
  bars: 600,
  startPrice: 100,
  decimals: 2,
  volatilityPct: 1,
});
const rows = candles.map(({ time, open, high, low, close, volume }) =>
  [time, open, high, low, close, volume].join(","),
);
const csvOf = (lines: readonly string[]): string => `timestamp,open,high,low,close,volume\n${lines.join("\n")}\n`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-backtest-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function backtest(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/backtest.ts", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const sma = ["--strategy", "sma-cross", "--param", "fast=5", "--param", "slow=20"];

describe("npm run backtest", { timeout: 30_000 }, () => {
  it("prints metrics, trades and equity alone on stdout", () => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const { status, stdout } = backtest(...sma, "--data", data, "--json");
    const told = JSON.parse(stdout) as { metrics: { trades: number }; trades: unknown[]; equity: [number, number][] };
    expect(status).toBe(0);
    expect(Object.keys(told)).toEqual(["metrics", "trades", "equity"]);
    expect(told.trades).toHaveLength(told.metrics.trades);
    expect(told.equity).toHaveLength(600);
    expect(told.equity[0]).toEqual([(candles[0]?.time ?? 0) + HOUR, 10_000]);
  });

  it("counts the funding of its own bars alone, and says none where a file has none of them", () => {
    const start = candles[0]?.time ?? 0;
    const rates = (first: number, count: number): string =>
      `timestamp,funding_rate\n${Array.from({ length: count }, (_, n) => `${first + n * 8 * HOUR},0.0001`).join("\n")}\n`;
    const run = (name: string, text: string) =>
      backtest(
        ...sma,
        "--data",
        file("BTCUSDT_1h.csv", csvOf(rows)),
        "--symbol",
        "BTC/USDT:USDT",
        "--funding",
        file(name, text),
      );
    const around = run("around.csv", rates(start - 800 * HOUR, 300));
    expect(around.stderr).not.toContain("rror");
    expect(around.stdout).toContain("funding 75 events");
    expect(run("before.csv", rates(start - 800 * HOUR, 100)).stdout).toContain("funding none");
  });

  it("gives the same whatever the file is called, packed or as JSON", () => {
    const json = JSON.stringify(
      candles.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume]),
    );
    const [first, ...others] = [
      file("BTCUSDT_1h.csv", csvOf(rows)),
      file("renamed", gzipSync(csvOf(rows))),
      file("x.json", json),
    ].map((data) => backtest(...sma, "--data", data, "--json").stdout);
    expect(others).toEqual([first, first]);
  });

  it("writes a report that is the same bytes when it is made again", () => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const [one, two] = ["one.html", "two.html"].map((name) => {
      const report = join(folder, name);
      backtest(...sma, "--data", data, "--report", report, "--csv", `${report}.csv`);
      return readFileSync(report, "utf8") + readFileSync(`${report}.csv`, "utf8");
    });
    expect(one).toBe(two);
    expect(one).toMatch(/dataHash/);
    expect(one).not.toMatch(/(src|href)=/);
  });

  it("runs a strategy of a file, and names the bar when it throws", () => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const strategy = (body: string): string =>
      `export default { kind: "bars", name: "mine", title: "Mine", description: "", parameters: {}, studies: () => ({}),
        start: () => (bar, desk) => { ${body} } };`;
    const good = file("good.mjs", strategy("if (bar.index === 3) desk.buy(); if (bar.index === 9) desk.close();"));
    const bad = file("bad.mjs", strategy('if (bar.index === 42) throw new Error("no such level");'));
    expect(JSON.parse(backtest("--strategy", good, "--data", data, "--json").stdout)).toMatchObject({
      trades: [{ side: "LONG", entryBar: 4, exitBar: 10 }],
    });
    const thrown = backtest("--strategy", bad, "--data", data, "--json");
    expect(thrown).toMatchObject({ status: 1, stdout: "" });
    expect(thrown.stderr).toMatch(/bar 42.*no such level/);
  });

  it("runs a Pine script with the account that it names, unless told otherwise, and names the line that it cannot read", () => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const script = (call: string): string =>
      `//@version=6\nstrategy("Cross", initial_capital=50000, commission_value=0.2, default_qty_value=3)
fast = input.int(5)\nif ${call}(ta.sma(close, fast), ta.sma(close, 20))\n    strategy.entry("L", strategy.long)
if ta.crossunder(ta.sma(close, fast), ta.sma(close, 20))\n    strategy.close("L")\n`;
    const good = ["--strategy", file("cross.pine", script("ta.crossover")), "--data", data, "--json"];
    const same = ["--cash", "50000", "--fee", "0.002", "--sizing", "units:3", "--data", data, "--json"];
    const told = backtest(...good);
    expect(told.status).toBe(0);
    expect(told.stdout.replaceAll('"tag":0', '"tag":null')).toBe(backtest(...sma, ...same).stdout);
    const other = backtest(...good, "--param", "fast=8", "--cash", "70000", "--fee", "0", "--sizing", "units:1");
    expect(JSON.parse(other.stdout)).toMatchObject({ metrics: { initialCash: 70_000, feesPaid: 0 } });
    const bad = backtest("--strategy", file("bad.pine", script("ta.zigzag")), "--data", data, "--json");
    expect(bad).toMatchObject({ status: 1, stdout: "" });
    expect(bad.stderr).toMatch(/bad\.pine: line 4: ta\.zigzag\(\) is not supported\./);
  });

  it("finds a decision that knows a later bar, however good its figures are, and passes those that do not", () => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const cheat = file(
      "cheat.mjs",
      `export default { kind: "signals", name: "cheat", parameters: {}, studies: () => ({}),
        signals({ bars: { close } }, _, from, to, out) { for (let i = from; i < to; i++) out[i] = (close[i + 1] ?? 0) > close[i] ? 1 : 4; } };`,
    );
    const found = backtest("--strategy", cheat, "--data", data, "--json", "--check-lookahead");
    expect(found).toMatchObject({ status: 1, stdout: "" });
    expect(found.stderr).toMatch(/At bar \d+ \(2024-.*when the bars after it are not there\. It looks ahead\./);
    const honest = backtest(...sma, "--data", data, "--json", "--check-lookahead");
    expect(honest.status).toBe(0);
    expect(honest.stderr).toMatch(/No look-ahead: \d+ decisions over 600 bars/);
  });

  const changed = (line: number, text: string): string => csvOf(rows.map((row, n) => (n + 2 === line ? text : row)));
  const at = (n: number): number => (candles[0]?.time ?? 0) + n * HOUR;
  it.each<[string, () => string, RegExp]>([
    ["an empty file", () => "", /empty|line 1/],
    ["a header alone", () => csvOf([]), /no bars/],
    ["a gap", () => csvOf(rows.filter((_, n) => n !== 9 && n !== 10)), /line 11.*2 bars are missing/],
    ["a duplicate", () => changed(12, rows[9] ?? ""), /line 12/],
    ["shuffled bars", () => csvOf([...rows.slice(0, 5), ...rows.slice(20), ...rows.slice(5, 20)]), /line 587/],
    ["a negative price", () => changed(7, `${at(5)},1,2,-1,1,1`), /line 7.*low/],
    ["NaN", () => changed(7, `${at(5)},1,NaN,1,1,1`), /line 7.*high/],
    ["a cut line", () => changed(7, `${at(5)},1,2`), /line 7/],
    ["no price", () => changed(7, `${at(5)},1,,1,1,1`), /line 7.*high/],
  ])("refuses %s with its line and cause", (_name, content, words) => {
    const data = file("bad_1h.csv", content());
    const refused = backtest(...sma, "--data", data, "--json");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(words);
  });

  it.each([
    ["30m", HOUR / 2],
    ["7d", 7 * 24 * HOUR],
  ])("refuses bars that are %s apart in words, also where gaps are allowed", (step, length) => {
    const apart = Array.from(
      { length: 40 },
      (_, n) => `${1704067200000 - (1704067200000 % length) + n * length},1,2,1,2,0`,
    );
    const refused = backtest(...sma, "--data", file("odd.csv", csvOf(apart)), "--allow-gaps", "--json");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain(`its bars are ${step} apart; bars of 1m, 5m, 15m, 1h, 4h, 1d can be run`);
  });

  it("refuses a gigabyte as soon as it is no longer a file of candles, in words", () => {
    const path = file("large_1h.csv", csvOf(rows));
    truncateSync(path, 2 ** 30); // sparse: as large as it says, and nothing on the disk
    const refused = backtest(...sma, "--data", path, "--json");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(/large_1h\.csv: line 602: /);
    rmSync(path);
  });

  it("refuses a gigabyte of gzip that is small as it lies there", () => {
    const line = gzipSync(Buffer.alloc(64 * 1_048_576, "\n"), { level: 1 });
    const bomb = Buffer.concat([gzipSync(csvOf(rows)), ...Array.from({ length: 16 }, () => line)]);
    const refused = backtest(...sma, "--data", file("bomb_1h.csv.gz", bomb), "--json");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(/100,000 blank lines/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["a parameter out of its range", ["--param", "fast=0"], /fast must be at least/],
    ["an unknown parameter", ["--param", "speed=1"], /no parameter speed/],
    ["from after to", ["--from", "2024-01-20", "--to", "2024-01-10"], /--from .* must be before --to/],
    ["a time without bars", ["--from", "2030-01-01"], /fewer than two bars/],
    ["another symbol than the file's", ["--symbol", "ETH/USDT"], /holds BTC\/USDT/],
    ["a symbol that is none", ["--symbol", "what?"], /not a known symbol/],
    ["an unknown strategy", ["--strategy", "no-such"], /no strategy no-such/],
    ["a fee that is none", ["--fee", "lots"], /number from 0 to 0.1/],
    ["a missing file", ["--data", "/no/such/file.csv"], /no such file/],
  ])("refuses %s", (_name, more, words) => {
    const data = file("BTCUSDT_1h.csv", csvOf(rows));
    const refused = backtest(...sma, "--data", data, "--json", ...more);
    expect(refused.status).toBeGreaterThan(0);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toMatch(words);
  });
});
