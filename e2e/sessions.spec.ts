import { expect, type Page, test } from "@playwright/test";
import { importCandles, replay } from "./support/market.ts";
import { newPerson, type Person } from "./support/people.ts";
import { E2E, requireCandles } from "./support/site.ts";

/** Issue 5, 4 and 6.5: a paper session on replayed candles, by a person who has just registered, equals the backtest of the same span. */
test.describe.configure({ mode: "serial" });

const FROM = "2024-03-04T00:00:00.000Z";
const BARS = 80;
const BAR_MS = 900_000;
/** As a page of the site asks: a request with its cookie and no origin is refused. */
const headers = { origin: E2E.baseUrl };
const MARKET = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };

interface Trade {
  readonly side: string;
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly pnl: number;
}

interface Answer {
  readonly status: string;
  readonly bars: number;
  readonly trades: readonly Trade[];
  readonly equity: readonly (readonly [number, number])[];
  readonly log: readonly { readonly kind: string }[];
}

let trader: Person;
let page: Page;
let id: string;

test.beforeAll(async ({ browser, request }) => {
  test.setTimeout(180_000);
  importCandles(requireCandles());
  trader = await newPerson(browser, "SUBSCRIBER", "Sam Session");
  page = trader.page;
  await replay(request, { from: FROM, pause: true });
});

async function session(): Promise<Answer> {
  const answer = await page.request.get(`/api/trading/sessions/${id}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as Answer;
}

test("is started on paper, from an empty list", async () => {
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { name: "No sessions yet" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "New session" }).first().click();
  await page.waitForURL("/sessions/new");
  await page.getByLabel("Strategy", { exact: true }).selectOption("ema-cross");
  await page.getByLabel("Market", { exact: true }).selectOption("binance BTC/USDT 15m");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/strategy=ema-cross/);
  await page.getByLabel("Fast average, bars").fill("60");
  await page.getByRole("button", { name: "Start on paper" }).click();
  await expect(page.getByText("fast (60) must be less than slow").first()).toBeVisible();
  await page.getByLabel("Fast average, bars").fill("3");
  await page.getByLabel("Slow average, bars").fill("8");
  await page.getByRole("button", { name: "Start on paper" }).click();
  await page.waitForURL(/\/sessions\/tse_/);
  id = page.url().split("/").at(-1) ?? "";
  await expect(page.getByRole("heading", { name: "No candle has closed yet" })).toBeVisible();
  await expect(page.getByText("Paper", { exact: true }).first()).toBeVisible();
});

test("takes each candle as it closes and shows it without being asked", async ({ request }) => {
  test.setTimeout(240_000); // 78 bars of every symbol are walked price by price
  await replay(request, { step: 2 });
  await expect(page.getByText("2 candles taken")).toBeVisible();
  await replay(request, { step: BARS - 2 });
  await expect(page.getByText(`${BARS} candles taken`)).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole("heading", { name: "Key figures, worst first" })).toBeVisible();
});

test("made the trades and the equity of the backtest of the same span, and keeps them over a reload", async () => {
  const made = await session();
  const from = Date.parse(FROM);
  const body = {
    strategy: "ema-cross",
    ...MARKET,
    parameters: { fast: 3, slow: 8 },
    slippageBps: 2,
    fee: 0.001,
    from,
    to: from + BARS * BAR_MS,
  };
  const run = await page.request.post("/api/backtest/run", { headers, data: body });
  expect(run.status(), await run.text()).toBe(202);
  const { id: backtestId } = (await run.json()) as { id: string };
  const backtest = async (): Promise<Answer> =>
    (await (await page.request.get(`/api/backtest/${backtestId}`)).json()) as Answer;
  await expect.poll(async () => (await backtest()).status, { timeout: 30_000 }).toBe("DONE");
  const { trades, equity } = await backtest();
  expect(made.bars).toBe(BARS);
  expect(trades.length).toBeGreaterThan(3);
  expect(made.trades).toEqual(trades);
  expect(made.equity).toEqual(equity);
  await page.reload();
  const table = page.getByRole("table", { name: "Trades" });
  await expect(table.getByRole("row")).toHaveCount(trades.length + 1);
  await expect(page.getByRole("table", { name: "Log" })).toContainText("Bought");
  const csv = await (await page.request.get(`/api/trading/sessions/${id}/export`)).text();
  expect(csv.trim().split("\r\n")).toHaveLength(trades.length + 1);
});

test("is checked against the backtest at the press of a button", async () => {
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("100 % the same")).toBeVisible({ timeout: 180_000 });
  await expect(page.getByText("The stored candles are still the same.")).toBeVisible();
  await page.goto("/sessions");
  await expect(page.getByRole("row").filter({ hasText: "EMA" })).toContainText("100 %");
});

test("stops after a dialog, and takes nothing more", async ({ request }) => {
  await page.goto(`/sessions/${id}`);
  await page.getByRole("main").getByRole("button", { name: "Stop session" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("It takes no more candles");
  await dialog.getByRole("button", { name: "Let it run" }).click();
  expect((await session()).status).toBe("RUNNING");
  await page.getByRole("main").getByRole("button", { name: "Stop session" }).click();
  await dialog.getByRole("button", { name: "Stop session" }).click();
  await expect(page.getByText("It has stopped.")).toBeVisible();
  await replay(request, { step: 2 });
  const ended = await session();
  expect(ended).toMatchObject({ status: "STOPPED", bars: BARS });
  expect(ended.log[0]?.kind).toBe("STOPPED");
});

test("is nobody else's, and no live one begins", async ({ browser }) => {
  const other = await newPerson(browser, "SUBSCRIBER", "Otto Other");
  for (const answer of [
    await other.page.request.get(`/api/trading/sessions/${id}`),
    await other.page.request.post(`/api/trading/stop/${id}`, { headers, data: {} }),
    await other.page.request.get(`/sessions/${id}`),
  ])
    expect(answer.status()).toBe(404);
  const live = await page.request.post("/api/trading/live/start", {
    headers,
    data: { strategy: "ema-cross", ...MARKET },
  });
  expect(live.status()).toBe(403);
  expect(await live.json()).toMatchObject({ detail: "The plan Trial trades on paper only." });
});
