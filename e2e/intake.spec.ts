import { expect, type Page, test } from "@playwright/test";
import { call } from "./support/call.ts";
import { freeStrategy, publishLong, subscribeFree } from "./support/free-strategy.ts";
import { importCandles, replay } from "./support/market.ts";
import { newPerson, type Person } from "./support/people.ts";
import { E2E, requireCandles } from "./support/site.ts";

let provider: Person;
let subscriber: Person;
let strategyId: string;
let url: string;
let ask: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser, request }) => {
  importCandles(requireCandles());
  await replay(request, { from: "2024-01-03T08:00:00Z", pause: true });
  provider = await newPerson(browser, "PROVIDER", "Irma Intake");
  subscriber = await newPerson(browser, "SUBSCRIBER", "Ivo Intake");
  strategyId = (await freeStrategy(provider, "Alerts")).id;
  // Where the market stands: the price that an alert names must hold at it.
  const standing = await publishLong(provider, strategyId);
  ask = standing.ask;
  expect((await call(provider.page, "POST", `/api/signals/${standing.id}/close`, {})).status).toBe(200);
  await subscribeFree(subscriber, strategyId);
});

test.afterAll(async ({ request }) => {
  await replay(request, { pause: false });
});

/** Posts as TradingView does: no cookie, no Origin, its own content type. */
async function post(body: string, contentType = "application/json; charset=utf-8") {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": contentType }, body });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

/** What TradingView puts where a message has placeholders. */
function filled(message: string, values: Readonly<Record<string, string>>): string {
  return message.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The text that a copy button puts on the clipboard. */
async function copied(page: Page, button: string): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: E2E.baseUrl });
  await page.getByRole("button", { name: button, exact: true }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

const firstMessage = (page: Page) => page.getByRole("list", { name: "Last messages" }).getByRole("listitem").first();

test("a provider makes an address, which is shown once", async () => {
  const { page } = provider;
  await page.goto("/provider/webhooks");
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Alerts / })
    .click();
  await page.getByRole("button", { name: "Make an address" }).click();
  const shown = page.getByRole("region", { name: "Webhook URL" });
  await expect(shown).toContainText(`${E2E.baseUrl}/api/webhooks/tradingview/`);
  url = (await shown.innerText()).trim();
  await page.reload();
  await expect(shown).toHaveCount(0);
  await expect(page.getByText(`••••${url.slice(-4)}`)).toBeVisible();
});

test("a copied message, posted as TradingView posts it, is on the subscriber's page at once and in the record", async () => {
  const { page } = provider;
  await subscriber.page.goto("/signals");
  const message = await copied(page, "Copy strategy alert");
  const sent = filled(message, {
    ticker: "BTCUSDT",
    "strategy.order.action": "buy",
    "strategy.order.contracts": "0.5",
    "strategy.order.price": ask,
    "strategy.order.id": "Long",
    "strategy.market_position": "long",
    "strategy.market_position_size": "0.5",
    "strategy.prev_market_position_size": "0",
    timenow: new Date().toISOString(),
    interval: "15",
  });
  const opened = await post(sent);
  expect(opened.status, JSON.stringify(opened.json)).toBe(201);
  await expect(subscriber.page.locator(`[data-signal="${String(opened.json.id)}"]`)).toContainText("BTC/USDT");
  expect(await post(sent)).toMatchObject({ status: 200, json: { id: opened.json.id, outcome: "REPEATED" } });
  await page.reload();
  await expect(firstMessage(page)).toContainText("Repeat");
  const record = page.getByRole("list", { name: "Last messages" });
  await expect(record).toContainText("Opened long BTC/USDT at");
  await expect(record.getByRole("link", { name: "Show the signal" }).first()).toHaveAttribute(
    "href",
    `/signals/${opened.json.id}`,
  );
});

test("a refused message says why, to its sender and in the record", async () => {
  const refused = await post('{"ticker": "SOLUSDT", "action": "buy"}');
  expect(refused).toMatchObject({ status: 422, json: { fieldErrors: { ticker: [expect.any(String)] } } });
  const { page } = provider;
  await page.reload();
  await expect(firstMessage(page)).toContainText("Refused");
  await expect(firstMessage(page)).toContainText("ticker: This strategy does not trade SOL/USDT. It trades BTC/USDT.");
  await firstMessage(page).getByText("Show the message").click();
  await expect(firstMessage(page)).toContainText('{"ticker": "SOLUSDT", "action": "buy"}');
});

test("the test sender says what would be done and publishes nothing", async () => {
  const { page } = provider;
  const sender = page.getByRole("form", { name: "Test sender" });
  await sender.getByLabel("Message").fill('{"ticker": "BTCUSDT", "action": "exit"}');
  await sender.getByRole("button", { name: "Send test" }).click();
  await expect(
    sender.getByText("Test: this would close the open BTC/USDT signal. Nothing was published."),
  ).toBeVisible();
  await sender.getByLabel("Message").fill('{"ticker": "BTCUSDT", "action": "hodl"}');
  await sender.getByRole("button", { name: "Send test" }).click();
  await expect(sender.getByText(/action "hodl" is not known/)).toBeVisible();
  await expect(firstMessage(page)).toContainText("Test");
  const { body } = await call<{ items: { state: string }[] }>(page, "GET", `/api/signals?strategyId=${strategyId}`);
  expect(body.items.map(({ state }) => state).toSorted()).toEqual(["CLOSED", "OPEN"]);
});

test("settings and a secret count from the next message on, and an exit closes what followers hold", async () => {
  const { page } = provider;
  const settings = page.getByRole("form", { name: "Settings of the address" });
  await settings.getByLabel("Default targets").fill("4, 2");
  await settings.getByRole("button", { name: "Save settings" }).click();
  await expect(settings.getByText("Each target must be further than the one before.")).toBeVisible();
  await settings.getByLabel("Default targets").fill("3");
  await settings.getByLabel("Messages expected").selectOption({ label: "Every hour" });
  await settings.getByRole("button", { name: "Save settings" }).click();
  await expect(settings.getByText(/^Saved\./)).toBeVisible();
  const secret = page.getByRole("form", { name: "Secret in the message" });
  await secret.getByLabel("Secret").fill("correct-horse-battery");
  await secret.getByRole("button", { name: "Save secret" }).click();
  await expect(secret.getByText(/Messages without this secret are refused/)).toBeVisible();
  expect(await post('{"ticker": "BTCUSDT", "action": "exit"}')).toMatchObject({ status: 403 });
  const closed = await post("secret=correct-horse-battery, ticker=BTCUSDT, action=exit", "text/plain; charset=utf-8");
  expect(closed).toMatchObject({ status: 200, json: { outcome: "CLOSED" } });
  await expect(subscriber.page.locator("[data-signal]").first()).toContainText("Closed");
  await page.reload();
  await expect(page.getByRole("list", { name: "Last messages" })).not.toContainText("correct-horse-battery");
});

test("a rotated and a revoked address answer 404", async () => {
  const { page } = provider;
  const old = url;
  await page.getByText("Rotate the address").click();
  await page.getByRole("button", { name: "Rotate address" }).click();
  const shown = page.getByRole("region", { name: "Webhook URL" });
  await expect(shown).toBeVisible();
  expect((await post("{}")).status).toBe(404);
  url = (await shown.innerText()).trim();
  expect(url).not.toBe(old);
  expect((await post('{"action": "exit"}')).status).toBe(403);
  await page.getByRole("button", { name: "Revoke address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke address" }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await post('{"action": "exit"}')).status).toBe(404);
});
