import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TradeView } from "@/lib/features/backtests/view";
import type { GoldenTrade } from "@/lib/testing/golden-backtest";
import { GOLDEN_CASES, type GoldenCase, goldenCase } from "@/lib/testing/golden-case";
import { expectDailyEquity, expectMetrics, expectTrades, inOrder } from "@/lib/testing/golden-expectations";

/** What the command prints with --json. */
interface Told {
  readonly metrics: object;
  readonly trades: readonly TradeView[];
  readonly equity: readonly (readonly [number, number])[];
}

const CUT_BARS = 100;
const DAY_MS = 86_400_000;
const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-goldens-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The golden's own words as options of the command; the timeframe is left to the file. */
function optionsOf({ strategy, parameters, settings }: GoldenCase): string[] {
  const { cash, takerFee, sizing, lot } = settings;
  return [
    ...["--strategy", strategy.name, "--cash", String(cash), "--fee", String(takerFee), "--lot", String(lot)],
    ...["--sizing", `${sizing.type}:${sizing.value}`, "--json"],
    ...Object.entries(parameters).flatMap(([name, value]) => ["--param", `${name}=${[value].flat().join(",")}`]),
  ];
}

async function backtest(data: string, golden: GoldenCase): Promise<Told> {
  const args = ["--import", "tsx", "scripts/backtest.ts", "--data", data, ...optionsOf(golden)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 256 * 1_048_576 });
  return JSON.parse(stdout);
}

function goldenTrades(trades: readonly TradeView[]): GoldenTrade[] {
  return trades.map((trade) => ({
    side: trade.side === "LONG" ? "long" : "short",
    qty: trade.qty,
    entry_bar: trade.entryBar,
    exit_bar: trade.exitBar,
    entry_time: trade.entryTime,
    exit_time: trade.exitTime,
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    sl: trade.stop,
    tp: trade.target,
    fees: trade.fees,
    gross_pnl: trade.grossPnl,
    pnl: trade.pnl,
    ...(trade.tag === null ? {} : { level: trade.tag }),
  }));
}

/** The last equity of each UTC day. Equity is told at the close of a bar, which belongs to the day on which the bar opened. */
function daily({ equity }: Told, barMs: number): [number, number][] {
  return [...new Map(equity.map(([time, value]) => [Math.floor((time - barMs) / DAY_MS) * DAY_MS, value]))];
}

describe.each(GOLDEN_CASES)("npm run backtest on %s", { timeout: 120_000 }, (name) => {
  const golden = goldenCase(name);
  const { A, data } = golden.golden;
  const { barMs } = golden.settings;
  const source = readFileSync(resolve("../shared/data", data));

  it("gives the golden when the file has a name that says nothing", async () => {
    const renamed = join(folder, `${GOLDEN_CASES.indexOf(name)}.bin`);
    writeFileSync(renamed, source);
    const told = await backtest(renamed, golden);
    expectTrades(inOrder(goldenTrades(told.trades)), inOrder(A.trades));
    expectMetrics(told.metrics, A.metrics);
    expectDailyEquity(daily(told, barMs), A.equity_daily);
  });

  it(`gives the golden up to there when the last ${CUT_BARS} bars are cut off, under a name that says something else`, async () => {
    const lines = gunzipSync(source).toString().trim().split("\n");
    const cut = join(folder, `${name}-DOGEUSDT_${barMs === DAY_MS ? "5m" : "1d"}.csv.gz`);
    writeFileSync(cut, gzipSync(`${lines.slice(0, -CUT_BARS).join("\n")}\n`));
    const told = await backtest(cut, golden);
    const bars = lines.length - 1 - CUT_BARS;
    expect(told.equity).toHaveLength(bars);
    const wanted = A.trades.filter((trade) => trade.exit_bar < bars);
    expectTrades(inOrder(goldenTrades(told.trades)), inOrder(wanted));
    // the last day may be cut in its middle
    const days = daily(told, barMs).slice(0, -1);
    expectDailyEquity(days, A.equity_daily.slice(0, days.length));
  });
});
