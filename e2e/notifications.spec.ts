import { type Browser, expect, type Page, test } from "@playwright/test";
import { freeStrategy, publishLong, subscribeFree } from "./support/free-strategy.ts";
import { importCandles, replay } from "./support/market.ts";
import { newPerson, type Person } from "./support/people.ts";
import { E2E, requireCandles } from "./support/site.ts";

test.describe.configure({ mode: "serial" });

let subscriber: Person;

test.beforeAll(async ({ browser, request }) => {
  importCandles(requireCandles());
  await replay(request, { from: "2024-01-03T08:00:00Z", pause: true });
  subscriber = await newPerson(browser, "SUBSCRIBER", "Nora Notified");
  await followOneThatPublishes(browser, subscriber, 2);
});

test.afterAll(async ({ request }) => {
  await replay(request, { pause: false });
});

/** Subscribes (one notice on billing) to a strategy that then publishes (one notice a signal). */
async function followOneThatPublishes(browser: Browser, reader: Person, signals: number): Promise<void> {
  const desk = await newPerson(browser, "PROVIDER", "Nick Notifier");
  const { id } = await freeStrategy(desk, "Told");
  await subscribeFree(reader, id);
  for (let n = 0; n < signals; n += 1) await publishLong(desk, id);
}

const unread = (page: Page, count: number) =>
  page.getByRole("link", { name: count === 0 ? "Unread" : `Unread ${count}`, exact: true });
const rows = (page: Page) => page.getByRole("region", { name: "Today" }).locator("[data-notification]");

test("what happened comes in by itself, is filtered by kind, marked read together, and taken back", async () => {
  const { page } = subscriber;
  await page.goto("/notifications");
  await expect(unread(page, 3)).toBeVisible();
  await expect(rows(page)).toHaveCount(3);

  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Billing" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/kind=billing/);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Subscription active");
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByText("1 notification marked read")).toBeVisible();
  await expect(unread(page, 0)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(unread(page, 1)).toBeVisible();

  await page.goto("/notifications");
  await expect(unread(page, 3)).toBeVisible();
});

test("one is marked by itself and back again, and who follows a notification has read it", async () => {
  const { page } = subscriber;
  await page.goto("/notifications");
  const billing = rows(page).filter({ hasText: "Subscription active" });
  await billing.getByRole("button", { name: "Mark read: Subscription active" }).click();
  await expect(unread(page, 2)).toBeVisible();
  await billing.getByRole("button", { name: "Mark unread: Subscription active" }).click();
  await expect(unread(page, 3)).toBeVisible();

  await rows(page).getByRole("link", { name: "New signal: long BTC/USDT" }).first().click();
  await expect(page).toHaveURL(/\/signals\/sig_/);
  await page.goto("/notifications?show=unread");
  await expect(unread(page, 2)).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
});

test("without script, filters and marks work too", async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: E2E.baseUrl,
    javaScriptEnabled: false,
    storageState: await subscriber.page.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto("/notifications?show=unread");
  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Signals" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/show=unread&kind=signal/);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByRole("heading", { name: "Nothing unread" })).toBeVisible();
  await page.getByRole("link", { name: "All", exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  await context.close();
});
