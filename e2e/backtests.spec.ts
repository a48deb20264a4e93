import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { withDb } from "./support/database.ts";
import { importCandles } from "./support/market.ts";
import { newPerson, type Person } from "./support/people.ts";
import { signedIn } from "./support/sign-in.ts";

/** Issue 3, 6: import, backtest, progress, cancel, report, optimise, walk forward, compare, export; by a person who has just registered. */
test.describe.configure({ mode: "serial" });

const SERIES = "binance XRP/USDT 15m";

let trader: Person;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  importCandles("../shared/data/binance/SOLUSDT_1h.csv.gz");
  trader = await newPerson(browser, "SUBSCRIBER", "Tess Backtester");
  page = trader.page;
});

async function form(kind: string, strategy: string): Promise<void> {
  await page.goto(`/backtests/new?${new URLSearchParams({ kind, strategy, series: SERIES })}`);
}

/** The golden run of ../shared/golden/backtests/rsi_macd_sltp_XRP_15m.json, whose figures other engines computed. */
const golden = JSON.parse(readFileSync("../shared/golden/backtests/rsi_macd_sltp_XRP_15m.json", "utf8")) as {
  A: { metrics: { trades: number; return_pct: number }; trades: { entry_price: number; pnl: number }[] };
};

test("begins with candles that an admin imports", async ({ browser }) => {
  const context = await browser.newContext({ storageState: await signedIn(browser, "ADMIN") });
  const desk = await context.newPage();
  await desk.goto("/admin/candles");
  const upload = desk.getByRole("form", { name: "Import candles" });
  await upload.getByLabel("File", { exact: true }).setInputFiles(resolve("../shared/data/binance/XRPUSDT_15m.csv.gz"));
  await upload.getByLabel("Exchange").selectOption("binance");
  await upload.getByRole("button", { name: "Import" }).click();
  const job = desk.getByRole("row").filter({ hasText: "XRPUSDT_15m.csv.gz" }).first();
  await expect(job).toContainText(/17472 (new|already there)/, { timeout: 30_000 });
  await context.close();
});

test("says at the field what cannot be run, and starts nothing", async () => {
  await form("run", "sma-cross");
  await page.getByLabel("Fast average, bars").fill("60");
  await page.getByRole("button", { name: "Run backtest" }).click();
  await expect(page.getByText(/fast.*slow/).first()).toBeVisible();
  await page.goto("/backtests");
  await expect(page.getByRole("heading", { name: "No backtests yet" })).toBeVisible();
});

test("runs to a report whose figures are those of independent engines", async () => {
  await form("run", "rsi-macd");
  await expect(page.getByText("17,472 bars, about")).toBeVisible();
  await page.getByLabel("Size by").selectOption("units");
  await page.getByLabel("Size", { exact: true }).fill("5000");
  await page.getByLabel("Slippage, bps").fill("0");
  await page.getByRole("button", { name: "Run backtest" }).click();
  await page.waitForURL(/\/backtests\/bkt_/);
  await expect(page.getByRole("heading", { name: "Key figures, worst first" })).toBeVisible({ timeout: 30_000 });
  const { metrics, trades } = golden.A;
  await expect(page.getByText(`▼−${Math.abs(metrics.return_pct).toFixed(1)}`).first()).toBeVisible();
  await expect(page.getByText(`${metrics.trades} trades`).first()).toBeVisible();
  await expect(page.getByText(/Buy and hold: started at .*10,000/)).toBeVisible();
  const first = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Mark trade 1 on the chart" }) });
  await expect(first).toContainText(String(trades[0]?.entry_price));
  await expect(first).toContainText((trades[0]?.pnl ?? 0).toFixed(2).replace("-", "−"));
});

test("leads from a trade to the chart and back, and keeps the place in the address", async () => {
  await page.getByRole("link", { name: "Mark trade 3 on the chart" }).click();
  await page.waitForURL(/trade=3#equity/);
  await expect(page.locator("#trade-3")).toHaveAttribute("aria-current", "true");
  const market = page.getByRole("region", { name: "Trade 3 on the market" });
  await expect(market.getByText(/^(Bought|Sold short) at .* on .*, (sold|bought back) at /)).toBeVisible();
  await market.getByRole("link", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "Trade 4 on the market" })).toBeVisible();
  await page.goBack();
  const canvas = page.locator("#equity canvas").first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("the equity is not drawn");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2); // the library lays one canvas over the other
  await page.waitForURL((url) => /^\?trade=\d+$/.test(url.search) && url.search !== "?trade=3");
  const chosen = new URL(page.url()).searchParams.get("trade");
  await expect(page.locator(`#trade-${chosen}`)).toHaveAttribute("aria-current", "true");
});

test("draws what other orders of the same trades would have given", async () => {
  await page.getByRole("link", { name: "Draw them" }).click();
  await page.getByRole("figure").filter({ hasText: "shuffles" }).getByText("Show as table").click();
  const rows = page.getByRole("table", { name: "Equity in other orders" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("10,000.00"); // they all begin alike and, with fixed sizes, all end alike
  const last = await rows.last().getByRole("cell").allTextContents();
  expect(last).toEqual(["603", "6,094.64", "6,094.64", "6,094.64"]);
});

test("hands the run over as CSV, JSON and a page of one file", async () => {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const file = async (format: string) => {
    const answer = await page.request.get(`/api/backtest/${id}/export?format=${format}`);
    expect(answer.status(), format).toBe(200);
    expect(answer.headers()["content-disposition"]).toContain(`.${format}"`);
    return answer.text();
  };
  const csv = (await file("csv")).trim().split("\r\n");
  expect(csv).toHaveLength(golden.A.metrics.trades + 1);
  const { metrics, settings } = JSON.parse(await file("json")) as {
    metrics: { returnPct: number };
    settings: { dataHash: string; engineVersion: string; seed: number };
  };
  expect(metrics.returnPct).toBeCloseTo(golden.A.metrics.return_pct, 6);
  expect(settings.dataHash).toMatch(/^[0-9a-f]{64}$/);
  const html = await file("html");
  expect(html).toContain(settings.dataHash);
  expect(html).not.toMatch(/(src|href)="?https?:/);
});

test("runs again with all that it was made with, and gives the same bits", async () => {
  const answerOf = async () => {
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const { metrics, trades, equity, settings } = (await (
      await page.request.get(`/api/backtest/${id}`)
    ).json()) as object & {
      metrics: object;
      trades: object[];
      equity: object[];
      settings: object;
    };
    return { metrics, trades, equity, settings: { ...settings, trialCount: 0 } };
  };
  const before = await answerOf();
  const first = page.url();
  await page.getByRole("link", { name: "Run again" }).click();
  await expect(page.getByLabel("Size", { exact: true })).toHaveValue("5000");
  await expect(page.getByLabel("Slippage, bps")).toHaveValue("0");
  await expect(page.getByLabel("From (UTC day)")).toHaveValue("2024-01-01");
  await page.getByRole("button", { name: "Run backtest" }).click();
  await page.waitForURL((url) => /\/backtests\/bkt_/.test(url.pathname) && !first.includes(url.pathname));
  await expect(page.getByRole("heading", { name: "Key figures, worst first" })).toBeVisible({ timeout: 30_000 });
  expect(await answerOf()).toEqual(before);
});

/** Ticks these markets and no others. */
async function tick(page: Page, symbols: readonly string[], timeframes: readonly string[]): Promise<void> {
  for (const [legend, wanted] of [
    ["Symbols", symbols],
    ["Timeframes", timeframes],
  ] as const) {
    const boxes = page.getByRole("group", { name: legend }).getByRole("checkbox");
    for (const box of await boxes.all()) await box.uncheck();
    for (const name of wanted)
      await page.getByRole("group", { name: legend }).getByLabel(name, { exact: true }).check();
  }
}

test("runs a batch over symbols and timeframes, sorted by its address, a link to each run", async () => {
  await form("batch", "sma-cross");
  await tick(page, ["XRP/USDT", "SOL/USDT"], ["1h", "4h"]);
  await expect(page.getByText(/^4 runs, [\d,]+ bars, about .* runs left today\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Run batch" }).click();
  await page.waitForURL(/\/backtests\/bkt_/);
  await expect(page.getByRole("heading", { name: "SMA cross on 4 markets" })).toBeVisible();
  const rows = page.getByRole("table", { name: "Runs of this batch" }).getByRole("row");
  await expect(rows).toHaveCount(5);
  await expect(rows.filter({ hasText: "Done" })).toHaveCount(4, { timeout: 30_000 });
  await page.getByRole("link", { name: "Return" }).click();
  await page.waitForURL(/sort=returnPct\.down/);
  const returns = async () =>
    (await rows.locator("td:nth-child(7)").allTextContents()).map((text) =>
      Number(text.replace(/[^\d.−]/g, "").replace("−", "-")),
    );
  await expect.poll(returns).toEqual((await returns()).toSorted((a, b) => b - a));
  const market = (await rows.nth(1).getByRole("link").textContent()) ?? "";
  await rows.nth(1).getByRole("link").click();
  await expect(page.getByRole("heading", { name: `SMA cross on ${market.split(" · ")[0]}` })).toBeVisible();
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Batch" }).click();
  await expect(page.getByRole("heading", { name: "SMA cross on 4 markets" })).toBeVisible(); // the run has a "Run again" of its own
  await page.getByRole("link", { name: "Run again" }).click();
  await expect(page.getByRole("group", { name: "Timeframes" }).getByLabel("4h", { exact: true })).toBeChecked();
});

test("starts a batch without script, and says at the field that nothing was ticked", async ({ browser }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto(`/backtests/new?${new URLSearchParams({ kind: "batch", strategy: "sma-cross", series: SERIES })}`);
  await tick(plain, [], ["4h"]);
  await plain.getByRole("button", { name: "Run batch" }).click();
  await expect(plain.getByText("Give at least one symbol.")).toBeVisible();
  await tick(plain, ["XRP/USDT"], ["4h"]);
  await plain.getByRole("button", { name: "Run batch" }).click();
  await plain.waitForURL(/\/backtests\/bkt_/);
  await expect(plain.getByRole("heading", { name: "SMA cross on 1 market" })).toBeVisible();
  await context.close();
});

test("shows a search on its way, cancels it within the second, and keeps nothing of it", async () => {
  // On a small plan a search is over before a person could press anything: this one would take most of a minute.
  await withDb((db) => db.user.update({ where: { email: trader.email }, data: { plan: "MANAGED" } }));
  await form("optimise", "rsi-macd");
  await page.getByLabel("Way of searching").selectOption("random");
  await page.getByLabel("Sets to try, at most").fill("200000");
  await page.getByLabel("Range to either side, %").fill("90");
  await page.getByLabel("Values a parameter").fill("50");
  await page.getByRole("button", { name: "Start optimisation" }).click();
  await page.waitForURL(/\/backtests\/bkt_/);
  await expect(page.getByText(/Trial [\d,]+ of 200,000/)).toBeVisible({ timeout: 20_000 });
  await expect(page).toHaveTitle(/^\d+ % · /);
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByText("It was cancelled.")).toBeVisible({ timeout: 15_000 });
  await withDb((db) => db.user.update({ where: { email: trader.email }, data: { plan: "TRIAL" } }));
});

test("finds the best of a grid, and says how likely it is luck before it shows it", async () => {
  await form("optimise", "sma-cross");
  await page.getByLabel("Way of searching").selectOption("grid");
  await page.getByLabel("Sets to try, at most").fill("81");
  await page.getByLabel("Values a parameter").fill("9");
  await page.getByRole("button", { name: "Start optimisation" }).click();
  await expect(page.getByRole("heading", { name: "Best set" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Chance of overfitting (PBO)")).toBeVisible();
  await expect(page.getByText(/In [\d,]+ of 12,870 splits/)).toBeVisible();
  const luck = page.getByRole("figure").filter({ hasText: "Splits of the days" });
  await luck.getByText("Show as table").click();
  const counts = await luck.getByRole("table").locator("td:nth-child(3)").allTextContents();
  expect(counts.reduce((sum, text) => sum + Number(text.replace(",", "")), 0)).toBe(12_870);
  const map = page.getByRole("table", { name: "Sharpe, daily by fast and slow" });
  await expect(map.getByRole("row")).toHaveCount(10);
  const best = map.locator(".edge-live-provider");
  const shown = (await best.first().textContent()) ?? "";
  await expect(page.getByRole("table", { name: "Best of the tried sets" }).getByRole("row").nth(1)).toContainText(
    shown,
  );
  const [trials] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV", exact: true }).click(),
  ]);
  expect(
    readFileSync(await trials.path(), "utf8")
      .trim()
      .split("\r\n"),
  ).toHaveLength(82);
  await page.getByRole("link", { name: "Run it" }).click();
  await expect(page.getByRole("heading", { name: "New backtest" })).toBeVisible();
  await page.getByRole("button", { name: "Run backtest" }).click();
  await expect(page.getByRole("heading", { name: "Key figures, worst first" })).toBeVisible({ timeout: 30_000 });
  // the run by itself has the very figure that the search promised
  await expect(page.getByText(shown, { exact: true }).first()).toBeVisible();
});

test("tries the values that are typed, and no others", async () => {
  await form("optimise", "sma-cross");
  await page.getByLabel("Fast average, bars: Only these").fill("5, 10, x");
  await page.getByLabel("Slow average, bars: Only these").fill("30");
  await page.getByRole("button", { name: "Start optimisation" }).click();
  await expect(page.getByText(/fast must be a whole number/).first()).toBeVisible();
  await page.getByLabel("Fast average, bars: Only these").fill("5, 10");
  await page.getByRole("button", { name: "Start optimisation" }).click();
  await expect(page.getByRole("table", { name: "Best of the tried sets" }).getByRole("row")).toHaveCount(3, {
    timeout: 60_000,
  });
});

test("walks forward: every window's choice and what it gave afterwards, as out-of-sample", async () => {
  await form("walkforward", "sma-cross");
  await page.getByLabel("Sets to try, at most").fill("20");
  await page.getByRole("button", { name: "Start walk-forward" }).click();
  const windows = page.getByRole("table", { name: /^Windows of/ });
  await expect(windows).toBeVisible({ timeout: 90_000 });
  // 182 days: 60 to choose on, 15 to trade, each 15 days: 8 whole windows
  await expect(windows.getByRole("row")).toHaveCount(9);
  await expect(page.getByText("Out-of-sample").first()).toBeVisible();
});

test("walks forward in stages of a file's text, and says where it is wrong", async () => {
  const stage = (inSample: number) => ({
    windows: { unit: "days", inSample, outOfSample: 30 },
    search: { method: "grid", trials: 4, minTrades: 1, grid: { fast: [5, 10], slow: [30, 50] } },
  });
  await form("walkforward", "sma-cross");
  await page.getByText("Give the stages as JSON").click();
  await page.getByLabel("Stages", { exact: true }).fill("{ not JSON");
  await page.getByRole("button", { name: "Start walk-forward" }).click();
  await expect(page.getByText(/This is not JSON/).first()).toBeVisible();
  await page.getByLabel("Stages", { exact: true }).fill(JSON.stringify({ stages: [stage(60), stage(90)] }));
  await page.getByRole("button", { name: "Start walk-forward" }).click();
  await expect(page.getByRole("table", { name: "Windows of stage 1" }).getByRole("row")).toHaveCount(5, {
    timeout: 90_000,
  });
  await expect(page.getByRole("table", { name: "Windows of stage 2" }).getByRole("row")).toHaveCount(4);
});

test("compares runs over the days that all of them have", async () => {
  await page.goto("/backtests/compare");
  const choices = page.getByRole("checkbox");
  await choices.nth(0).check();
  await choices.nth(1).check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const figures = page.getByRole("table", { name: "Figures over the same days" });
  await expect(figures.getByRole("row")).toHaveCount(3);
  const correlations = page.getByRole("table", { name: "Correlation of daily returns" });
  await expect(correlations.getByRole("row").nth(1)).toContainText("1.00");
  await expect(page.getByText(/figures here differ/)).toBeVisible(); // the walk-forward has fewer days
});
