import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";
import { money } from "./support/by-hand.ts";
import { call } from "./support/call.ts";
import { withDb } from "./support/database.ts";
import { freeStrategy, subscribeFree } from "./support/free-strategy.ts";
import { closeShown, held, openBought, takeLastStep } from "./support/live-trading.ts";
import { importCandles, replay } from "./support/market.ts";
import { plainFigure } from "./support/page-figures.ts";
import { paperWeek } from "./support/paper-week.ts";
import { newPerson, type Person, turnOnSecondFactor } from "./support/people.ts";
import { requireCandles } from "./support/site.ts";
import { fillKey, makeKey, VenueAccount, venueUrl } from "./support/venue-account.ts";
import { exact, type RoundTrip, roundTrips } from "./support/venue-ledger.ts";

/**
 * Live trading in a browser, on the sandbox's own exchange, beside what the journey tells (the-trading.spec.ts): a trade by hand, live turned off in one
 * click, and a session of one's own with its account. Orders pass the whole protocol: worker, ccxt, signature, ledger.
 */
test("buys by hand, turns live off, takes a session live and shows its account as the exchange has it", async ({
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  const { person, bid } = await scene(browser, request);
  const { page } = person;
  await page.goto("/subscriptions");
  await page.getByRole("link", { name: "Follow settings" }).click();
  await page.getByRole("link", { name: "Go live" }).click();
  await expect(page.locator("[data-condition=key]")).toContainText("Missing: No validated API keys");
  await expect(page.locator("[data-condition=second_factor]")).toContainText("You have no second factor.");
  const gate = page.url();
  await turnOnSecondFactor(person);
  const account = await storeKey(page);
  await paperWeek(person.email);
  await page.goto(gate);
  await takeLastStep(page, "Start live trading on Binance");
  await expect(page.getByRole("heading", { name: "Live trading", exact: true })).toBeVisible();
  const strip = page.getByRole("status").filter({ hasText: /^LIVE/ });
  await expect(strip).toContainText("LIVE");

  await test.step("a test buy asks for nothing more once the page has gone live", async () => {
    await page.getByRole("button", { name: "Make a test buy" }).click();
    await expect(page.getByRole("dialog").getByRole("button", { name: "Make the test buy" })).toBeEnabled();
    await page.getByRole("dialog").getByRole("button", { name: "Go back" }).click();
  });

  await test.step("buys by hand and sells it", async () => {
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
    await expect(page.getByRole("table", { name: "Results by week" }).getByRole("row").nth(1)).toContainText("1");
  });

  await page.goto(gate);
  await page.getByRole("button", { name: "Turn live trading off" }).click();
  await expect(page.getByRole("heading", { name: "Going live" })).toBeVisible();
  await expect(strip).toHaveCount(0);

  await test.step("takes a paper session live: what its twin decides becomes orders, stopping it closes the last, and its account is drawn as the exchange has it", async () => {
    await replay(request, { pause: true });
    const wish = { strategy: "sma-cross", exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };
    const paper = await call<{ id: string }>(page, "POST", "/api/trading/paper/start", {
      ...wish,
      parameters: { fast: 1, slow: 2 },
    });
    await page.goto(`/sessions/${paper.body.id}`);
    await page.getByRole("link", { name: "Trade it live" }).click();
    await page.getByLabel("Value", { exact: true }).fill("20");
    const before = (await account.trades()).length;
    await takeLastStep(page, "Start live session on Binance");
    await expect(page.getByText("Nothing was entered on your account yet")).toBeVisible();
    const id = page.url().split("/").at(-1) ?? "";
    for (let bars = 1; !(await closed(page, id, 1)) || (await held(page)).length === 0; bars += 1) {
      expect(bars, "averages of one and two closes cross twice within some candles").toBeLessThan(30);
      await replay(request, { step: 1 });
      await expect.poll(() => workedBars(id)).toBe(bars);
      // What the candle decided is executed before the next one comes.
      await expect.poll(() => unfinished(id)).toBe(0);
    }
    await page.reload();
    await expect(strip).toContainText("LIVE");
    const positions = page.getByRole("table", { name: "Positions on your account" });
    await expect(positions.getByRole("row", { name: /Long Open/ })).toHaveCount(1);
    await page.getByRole("button", { name: "Stop session" }).click();
    await page.getByLabel("Close at the market").check();
    await page.getByRole("dialog").getByRole("button", { name: "Stop session" }).click();
    await expect.poll(() => held(page).then((rows) => rows.length)).toBe(0);
    await expect(
      page.getByRole("heading", { name: "It has stopped." }).or(page.getByText("You stopped it.")).first(),
    ).toBeVisible();
    await page.reload();
    await showsAccount(page, roundTrips((await account.trades()).slice(before)));
  });
  await page.context().close();
});

/** Candles after which the worker looked for an entry of a live session, and its orders that have not ended, stops apart. */
function workedBars(id: string): Promise<number> {
  return withDb(async (db) => (await db.tradingSession.findUniqueOrThrow({ where: { id } })).workedBars);
}
function unfinished(sessionId: string): Promise<number> {
  return withDb((db) =>
    db.order.count({
      where: {
        intent: { sessionId, purpose: { not: "STOP" } },
        state: { in: ["PLANNED", "SENDING", "UNKNOWN", "ACCEPTED", "PARTIAL"] },
      },
    }),
  );
}

interface Account {
  readonly closed: number;
  readonly equity: readonly (readonly [number, number])[];
}

async function accountOf(page: Page, id: string): Promise<Account> {
  return (await call<{ account: Account }>(page, "GET", `/api/trading/sessions/${id}`)).body.account;
}

async function closed(page: Page, id: string, least: number): Promise<boolean> {
  return (await accountOf(page, id)).closed >= least;
}

/** The account of the session on the page, against what the exchange executed. */
async function showsAccount(page: Page, trips: readonly RoundTrip[]): Promise<void> {
  const sum = trips.reduce((all, { result }) => all + result, 0n);
  const won = trips.filter(({ result }) => result > 0n).length;
  const panel = page.getByRole("region", { name: /^On binance/i });
  const stat = (label: string) => panel.locator(".stat").filter({ hasText: label });
  const title = async (label: string) =>
    plainFigure((await stat(label).locator("dd [title]").first().getAttribute("title")) ?? "");
  await expect(stat("Won")).toContainText(`${won} of ${trips.length}`);
  expect(await title("P&L of closed positions")).toBe(money(sum));
  const equity = exact(await title("Equity at the last price"));
  const drawn = panel.getByRole("figure");
  await expect(drawn.locator("canvas").first()).toBeVisible();
  await drawn.getByText("Show as table").click();
  const cells = drawn.getByRole("table", { name: "Equity" }).locator("tbody tr td:last-child");
  await expect(cells).toHaveCount(trips.length + 1);
  const line = [equity - sum];
  for (const { result } of trips) line.push((line.at(-1) ?? 0n) + result);
  const written = (value: bigint): string => (Number(value) / 1e18).toFixed(2);
  expect((await cells.allInnerTexts()).map(plainFigure)).toEqual(line.map(written));
}

/** A provider with a free strategy and somebody who subscribed to it, at a market that moves. */
async function scene(browser: Browser, request: APIRequestContext): Promise<{ person: Person; bid: number }> {
  importCandles(requireCandles());
  const view = await replay(request, { from: "2024-01-04T08:00:00Z", pause: false, speed: 1 });
  const prices = view.prices as { symbol: string; bid: string }[];
  const bid = Number(prices.find(({ symbol }) => symbol === "BTC/USDT")?.bid);
  const provider = await newPerson(browser, "PROVIDER", "Petra Live");
  const strategy = await freeStrategy(provider, "Live");
  const person = await newPerson(browser, "SUBSCRIBER", "Lena Live");
  await subscribeFree(person, strategy.id);
  await provider.page.context().close();
  return { person, bid };
}

/** A key that may read and trade, made on the exchange's own page and stored on ours. @returns its account as the exchange tells it */
async function storeKey(page: Page): Promise<VenueAccount> {
  const venue = await venueUrl(page);
  const key = await makeKey(page, venue, { exchange: "binance", rights: ["read", "trade", "ipBound"] });
  await fillKey(page, "Binance", key);
  await expect(page.getByText("The exchange confirmed the key.")).toBeVisible();
  return VenueAccount.open(page, venue, key.account);
}
