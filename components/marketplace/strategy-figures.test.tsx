import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { StrategyCard as Card } from "@/lib/features/marketplace/browse-queries";
import type { RecordFigures } from "@/lib/features/marketplace/record";
import type { SignalRow } from "@/lib/features/marketplace/signal-rows";
import { DAY_MS } from "@/lib/kernel/time";
import { KeyFigures } from "./key-figures.tsx";
import { SignalTable } from "./signal-table.tsx";
import { StrategyCard } from "./strategy-card.tsx";

const START = Date.UTC(2026, 0, 1);
const words = (markup: string): string => markup.replaceAll(/(<[^>]*>)+/g, "|").replaceAll("\u00a0", " ");

const NO_TRADE: RecordFigures = {
  tradeCount: 0,
  maxDrawdownPct: null,
  longestDrawdownDays: null,
  inLongestDrawdown: false,
  worstMonthPct: null,
  lossesInRow: 0,
  worstTradePct: null,
  returnPct: null,
  profitFactor: null,
  winRatePct: null,
  expectancyPct: null,
  days: 0,
  months: [],
  tradeResults: [],
};

it.each<[name: string, more: Partial<RecordFigures>, said: string]>([
  ["no trade", {}, "|No trade has closed yet|"],
  ["wins alone", { maxDrawdownPct: 0, longestDrawdownDays: 0 }, "|never below a high|"],
  ["a fall of six hours", { maxDrawdownPct: -9, longestDrawdownDays: 0 }, "|under a day below a high, longest|"],
  ["a loss of ten days", { maxDrawdownPct: -10, longestDrawdownDays: 10 }, "|10 d below a high, longest|"],
])("tells how long a record with %s stood below a high", (_name, more, said) => {
  const figures = { ...NO_TRADE, ...more };
  expect(words(renderToStaticMarkup(<KeyFigures figures={figures} from={null} to={null} />))).toContain(said);
});

it("counts a closed strategy's life to its end, not to today", () => {
  const card: Card = {
    id: "str_1",
    slug: "one",
    name: "One",
    provider: { name: "Paula", slug: "paula" },
    kind: "EXTERNAL",
    category: null,
    status: "ARCHIVED",
    pairs: ["BTC/USDT"],
    timeframes: ["1h"],
    price: { amount: 0, currency: "USD" },
    followerCount: 0,
    from: null,
    to: null,
    figures: NO_TRADE,
    warnings: [],
    record: [],
    equity: [1],
    publishedAt: new Date(START).toISOString(),
    archivedAt: new Date(START + 12 * DAY_MS).toISOString(),
  };
  const said = (archivedAt: string | null): string =>
    words(renderToStaticMarkup(<StrategyCard card={{ ...card, archivedAt }} now={START + 50 * DAY_MS} />));
  expect(said(card.archivedAt)).toContain("|12 d live|");
  expect(said(null)).toContain("|50 d live|");
});

it.each([
  ["PENDING", "Not entered yet"],
  ["OPEN", "Not closed yet"],
  ["CLOSED", "Nobody could enter within its slippage"],
  ["CANCELLED", "Never entered"],
] as const)("gives the reason why a signal that is %s has no result", (state, reason) => {
  const row: SignalRow = {
    id: "sig_1",
    readable: false,
    exchange: "binance",
    symbol: "BTC/USDT",
    side: "LONG",
    state,
    receivedAt: new Date(START).toISOString(),
    entryPrice: null,
    stopLoss: "1",
    targets: 1,
    closedAt: null,
    closeCause: null,
    resultPct: null,
  };
  expect(renderToStaticMarkup(<SignalTable rows={[row]} steps={{}} />)).toContain(reason);
});
