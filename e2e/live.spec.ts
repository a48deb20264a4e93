import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";
import type { VenueKey } from "@/lib/integrations/local/venue/account";
import { call } from "./support/call.ts";
import { withDb } from "./support/database.ts";
import { freeStrategy, subscribeFree } from "./support/free-strategy.ts";
import { importCandles, replay } from "./support/market.ts";
import { marketLong } from "./support/market-long.ts";
import { paperWeek } from "./support/paper-week.ts";
import { newPerson, type Person, turnOnSecondFactor } from "./support/people.ts";
import { requireCandles } from "./support/site.ts";

interface PositionRow {
  readonly id: string;
  readonly mode: string;
  readonly state: string;
  readonly qty: string;
  readonly shortfall?: Record<string, string> | null;
}

/**
 * Live trading in a browser, on the sandbox's own exchange: each condition with its state, the last step, a signal that becomes an order there, the
 * copy with its shortfall, closed by hand, and live turned off in one click. Orders pass the whole protocol: worker, ccxt, signature, ledger.
 */
test("goes live once every condition is met, copies a signal onto the exchange, shows its shortfall, closes it, trades by hand, turns live off and takes a session live", async ({
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  const { provider, person, strategy, bid } = await scene(browser, request);
  const { page } = person;

  await page.goto("/subscriptions");
  await page.getByRole("link", { name: "Follow settings" }).click();
  await page.getByRole("link", { name: "Go live" }).click();
  await expect(page.getByRole("heading", { name: "Going live" })).toBeVisible();
  const condition = (name: string) => page.locator(`[data-condition=${name}]`);
  await expect(condition("key")).toContainText("Missing: No validated API keys");
  await expect(condition("paper_days")).toContainText("You have not traded on paper yet");
  await expect(condition("plan")).toContainText("The plan Trial trades on paper only.");
  await expect(condition("second_factor")).toContainText("You have no second factor.");
  const gate = page.url();

  await turnOnSecondFactor(person);
  await storeKey(page);
  await paperWeek(person.email);
  await page.goto(gate);
  await expect(page.getByText("Missing:")).toHaveCount(0);
  const start = page.getByRole("button", { name: "Start live trading on Binance" });
  await expect(start).toBeDisabled();
  await page.getByLabel(/I trade with real money/).check();
  await page.getByLabel("Type LIVE").fill("LIVE");
  await page.getByLabel("Type LIVE").press("Enter");
  await expect(start).toBeEnabled();
  await start.click();
  await expect(page.getByRole("heading", { name: "Live trading", exact: true })).toBeVisible();
  const strip = page.getByRole("status").filter({ hasText: /^LIVE/ });
  await expect(strip).toContainText("LIVE");

  await expect.poll(() => held(page).then((rows) => rows.length)).toBe(0);
  const levels = { stopLoss: (bid * 0.9).toFixed(2), target: (bid * 2).toFixed(2) };
  const published = await call(provider.page, "POST", "/api/signals", marketLong(strategy.id, levels));
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  await expect
    .poll(() => held(page).then((rows) => rows.map(({ mode }) => mode)), { timeout: 30_000 })
    .toEqual(["LIVE"]);
  const [row] = await held(page);

  await page.goto(`/positions/${row?.id}`);
  await expect(page.getByRole("main").getByText("LIVE", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Shortfall against the signal" })).toContainText("Together");
  const { shortfall } = (await call<PositionRow>(page, "GET", `/api/positions/${row?.id}`)).body;
  const { gap = "", ...parts } = shortfall ?? {};
  const sum = Object.values(parts).reduce((all, part) => all + Number(part), 0);
  expect(sum).toBeCloseTo(Number(gap), 8);

  await closeShown(page);
  await page.goto("/history?mode=live");
  await expect(page.getByRole("row", { name: /Long BTC\/USDT/ })).toBeVisible();

  await test.step("tries the way with the small test buy", async () => {
    await page.goto(gate);
    await page.getByRole("button", { name: "Make a test buy" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make the test buy" }).click();
    await openBought(page);
    await closeShown(page);
  });

  await test.step("buys by hand, sells it, and finds all three trades added up", async () => {
    await page.goto("/positions");
    await page.getByRole("link", { name: "Buy by hand" }).click();
    const review = page.getByRole("button", { name: "Review the order" });
    await expect(review).toBeDisabled();
    await page.getByLabel("Amount, USDT", { exact: true }).last().fill("20");
    await page.getByLabel("Stop, USDT").fill((bid * 0.9).toFixed(2));
    await review.click();
    await expect(page.getByRole("dialog")).toContainText(/At most 20\.00\sUSDT are spent on Binance/);
    await page.getByRole("dialog").getByRole("button", { name: "Buy on Binance" }).click();
    await openBought(page);
    await page.goto("/positions");
    await expect(page.getByRole("row", { name: /Long BTC\/USDT.*By hand/ })).toBeVisible();
    await closeShown(page);
    await page.goto("/history?mode=live&by=week");
    await page.getByRole("region", { name: "Results by week, added up" }).getByText("Show as table").click();
    await expect(page.getByRole("table", { name: "Results by week" }).getByRole("row").nth(1)).toContainText("3");
  });

  await page.goto(gate);
  await page.getByRole("button", { name: "Turn live trading off" }).click();
  await expect(page.getByRole("heading", { name: "Going live" })).toBeVisible();
  await expect(strip).toHaveCount(0);

  await test.step("takes a paper session live: what its twin decides becomes an order, and stopping it closes that", async () => {
    await replay(request, { pause: true });
    const wish = { strategy: "sma-cross", exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };
    const paper = await call<{ id: string }>(page, "POST", "/api/trading/paper/start", {
      ...wish,
      parameters: { fast: 1, slow: 2 },
    });
    await page.goto(`/sessions/${paper.body.id}`);
    await page.getByRole("link", { name: "Trade it live" }).click();
    await expect(page.getByText("Missing:")).toHaveCount(0);
    await page.getByLabel("Value", { exact: true }).fill("20");
    await page.getByLabel(/I trade with real money/).check();
    await page.getByLabel("Type LIVE").fill("LIVE");
    await page.getByRole("button", { name: "Start live session on Binance" }).click();
    await expect(page.getByText("Nothing was entered on your account yet")).toBeVisible();
    const id = page.url().split("/").at(-1) ?? "";
    for (let bars = 1; (await ordersOf(id)) === 0; bars += 1) {
      expect(bars, "averages of one and two closes cross within some candles").toBeLessThan(20);
      await replay(request, { step: 1 });
      await expect.poll(() => workedBars(id), { timeout: 30_000 }).toBe(bars);
    }
    await expect.poll(() => held(page).then((rows) => rows.length), { timeout: 30_000 }).toBe(1);
    await page.reload();
    await expect(strip).toContainText("LIVE");
    await expect(
      page.getByRole("table", { name: "Positions on your account" }).getByRole("row", { name: /Long/ }),
    ).toContainText("Open");
    await page.getByRole("button", { name: "Stop session" }).click();
    await page.getByLabel("Close at the market").check();
    await page.getByRole("dialog").getByRole("button", { name: "Stop session" }).click();
    await expect.poll(() => held(page).then((rows) => rows.length), { timeout: 30_000 }).toBe(0);
    await expect(
      page.getByRole("heading", { name: "It has stopped." }).or(page.getByText("You stopped it.")).first(),
    ).toBeVisible();
  });
  await page.context().close();
  await provider.page.context().close();
});

/** Candles after which the worker looked for an entry of a live session, and the orders that it planned so far. */
function workedBars(id: string): Promise<number> {
  return withDb(async (db) => (await db.tradingSession.findUniqueOrThrow({ where: { id } })).workedBars);
}
function ordersOf(sessionId: string): Promise<number> {
  return withDb((db) => db.intent.count({ where: { sessionId, purpose: "ENTRY" } }));
}

/** Waits until the newest thing that was asked for by hand is bought, and opens its position. */
async function openBought(page: Page): Promise<void> {
  const newest = page.getByRole("list", { name: "Asked for by hand" }).getByRole("listitem").first();
  await expect(newest).toContainText("Bought", { timeout: 30_000 });
  await newest.getByRole("link", { name: "Open the position" }).click();
  await expect(page.getByRole("heading", { name: /Long BTC\/USDT/ })).toBeVisible();
  await expect(page.getByRole("main").getByText("LIVE", { exact: true })).toBeVisible();
}

/** Closes the one position on the page and waits until the exchange has. */
async function closeShown(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Close long/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("by a market order on your exchange account");
  await dialog.getByRole("button", { name: "Close position" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => held(page).then((rows) => rows.length), { timeout: 30_000 }).toBe(0);
}

/** A provider with a free strategy and somebody who subscribed to it, at a market that moves. */
async function scene(
  browser: Browser,
  request: APIRequestContext,
): Promise<{ provider: Person; person: Person; strategy: { id: string; slug: string }; bid: number }> {
  importCandles(requireCandles());
  const view = await replay(request, { from: "2024-01-04T08:00:00Z", pause: false, speed: 1 });
  const prices = view.prices as { symbol: string; bid: string }[];
  const bid = Number(prices.find(({ symbol }) => symbol === "BTC/USDT")?.bid);
  const provider = await newPerson(browser, "PROVIDER", "Petra Live");
  const strategy = await freeStrategy(provider, "Live");
  const person = await newPerson(browser, "SUBSCRIBER", "Lena Live");
  await subscribeFree(person, strategy.id);
  return { provider, person, strategy, bid };
}

/** A key that may read and trade, made on the exchange's own page and stored on ours. */
async function storeKey(page: Page): Promise<void> {
  await page.goto("/settings/keys");
  const venue = (await page.getByRole("link", { name: "own exchange" }).getAttribute("href")) ?? "";
  const answer = await page.request.post(`${venue}/keys`, {
    headers: { accept: "application/json" },
    form: { exchange: "binance", read: "on", trade: "on", ipBound: "on" },
  });
  const key = (await answer.json()) as VenueKey;
  await page.getByLabel("Exchange", { exact: true }).selectOption({ label: "Binance" });
  await page.getByLabel("API key").first().fill(key.apiKey);
  await page.getByLabel("API secret").first().fill(key.apiSecret);
  await page.getByRole("button", { name: "Check and save key" }).click();
  await expect(page.getByText("The exchange confirmed the key.")).toBeVisible();
}

async function held(page: Page): Promise<readonly PositionRow[]> {
  return (await call<{ items: PositionRow[] }>(page, "GET", "/api/positions?state=OPEN")).body.items;
}
