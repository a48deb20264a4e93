import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { BacktestRow } from "@/lib/features/backtests/queries";
import { BatchTable } from "./batch-table.tsx";
import { readSorting } from "./sorting.ts";

const row = (id: string, change: Partial<BacktestRow>): BacktestRow => ({
  id,
  kind: "RUN",
  status: "DONE",
  strategy: "sma-cross",
  exchange: "binance",
  symbol: "BTC/USDT",
  timeframe: "1h",
  evidenceClass: "IN_SAMPLE",
  parentId: "bkt_1",
  request: {
    strategy: "sma-cross",
    parameters: {},
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "1h",
    from: Date.UTC(2024, 0, 1),
    to: Date.UTC(2024, 6, 1),
    settings: {
      cash: 10_000,
      makerFee: 0,
      takerFee: 0,
      slippageBps: 0,
      spreadBps: 0,
      market: "spot",
      leverage: 1,
      maintenanceMargin: 0.005,
      sizing: { type: "units", value: 1 },
      tick: 0,
      lot: 0,
      minNotional: 0,
      pyramiding: 1,
      atEnd: "keep",
    },
    seed: 1,
  },
  progress: { phase: "DONE", unit: "bars", done: 1, total: 1, at: null, secondsLeft: null, preview: [], best: null },
  metrics: { returnPct: 12.34, buyAndHoldPct: -5, trades: 7, maxDrawdownPct: -3, sharpeDaily: null, profitFactor: 2 },
  error: null,
  trials: 1,
  createdAt: "2024-07-01T00:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  ...change,
});

const words = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

it("links each run, and tells of a failed one why", () => {
  const failed = row("bkt_3", {
    symbol: "ETH/USDT",
    status: "FAILED",
    metrics: null,
    error: "It is no longer stored.",
  });
  const html = renderToStaticMarkup(
    <BatchTable rows={[row("bkt_2", {}), failed]} sorting={readSorting("returnPct.down", "/backtests/bkt_1")} />,
  );
  expect(html).toContain('href="/backtests/bkt_2"');
  expect(html).toContain('aria-sort="descending"');
  expect(html).toContain('href="/backtests/bkt_1?sort=returnPct.up"');
  expect(words(html)).toMatch(/ETH\/USDT · 1h .* Failed It is no longer stored\. — — — — — —/);
  expect(words(html)).toMatch(/BTC\/USDT · 1h .*−3.0 % — 2.00 7 .*12.3 % −5.0 %/);
});

it("marks a yearly figure that rests on less than a year", () => {
  const shown = (annualised: string): string =>
    words(
      renderToStaticMarkup(
        <BatchTable
          rows={[row("bkt_2", { metrics: { sharpeDaily: 1.5, annualised } })]}
          sorting={readSorting("returnPct.down", "/backtests/bkt_1")}
        />,
      ),
    );
  expect(shown("extrapolated")).toMatch(/1.50 extrapolated/);
  expect(shown("measured")).not.toMatch(/extrapolated/);
});
