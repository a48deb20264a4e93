import { expect, test } from "@playwright/test";
import { createStrategy, newPerson, type Person } from "./support/people.ts";

test.describe.configure({ mode: "serial" });

let provider: Person;
let first: { id: string; slug: string };
let second: { id: string; slug: string };

test.beforeAll(async ({ browser }) => {
  provider = await newPerson(browser, "PROVIDER", "Nova Desk");
  first = await createStrategy(provider, { name: "Lantern Swing", price: "0" });
  second = await createStrategy(provider, { name: "Lantern Range", price: "0" });
});

test("the editor names each fault at its field, keeps what was typed, and makes versions", async () => {
  const { page } = provider;
  await page.goto("/provider/strategies/new");
  await page.getByLabel("Name").fill("ab");
  await page.getByLabel("Pairs").fill("BTC");
  await page.getByRole("group", { name: "Exchanges" }).getByLabel("bybit").check();
  await page.getByLabel("Price a month").fill("49.999");
  await page.getByRole("button", { name: "Create strategy" }).click();
  await expect(page.getByText("The name needs at least 3 characters.")).toBeVisible();
  await expect(page.getByText("Write a pair like BTC/USDT, or BTC/USDT:USDT for its perpetual.")).toBeVisible();
  await expect(page.getByText("Timeframes: give at least one.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Pairs")).toHaveValue("BTC");
  await expect(page.getByLabel("Price a month")).toHaveValue("49.999");
  await expect(page.getByRole("group", { name: "Exchanges" }).getByLabel("bybit")).toBeChecked();

  await page.goto(`/provider/strategies/${first.id}`);
  await page.getByLabel("Parameters, if it has any").fill("fast = 20");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved. This is version 2.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Versions" })).toContainText("fast = 20");
});

test("a paid strategy stays a draft that nobody else sees until payouts are set up", async ({ page: guest }) => {
  const { page } = provider;
  await page.goto("/provider/strategies/new");
  await page.getByLabel("Name").fill("Lantern Paid");
  await page.getByLabel("Description").fill("Costs something, once it may.");
  await page.getByLabel("Pairs").fill("ETHUSDT");
  await page.getByRole("group", { name: "Timeframes" }).getByLabel("4h").check();
  await page.getByRole("group", { name: "Exchanges" }).getByLabel("bybit").check();
  await page.getByLabel("Price a month").fill("19.50");
  await page.getByRole("button", { name: "Create strategy" }).click();
  await expect(page.getByText("It cannot be sold yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish strategy" })).toBeDisabled();
  const id = /str_\w+/.exec(page.url())?.[0] ?? "";
  const refused = await page.request.put(`/api/strategies/${id}`, {
    data: { status: "ACTIVE" },
    headers: { origin: new URL(page.url()).origin },
  });
  expect([refused.status(), (await refused.json()).code]).toEqual([403, "payouts_not_ready"]);
  expect((await guest.request.get(`/api/strategies/${id}`)).status()).toBe(404);
  const draft = await (await page.request.get(`/api/strategies/${id}`)).json();
  expect(draft).toMatchObject({
    status: "DRAFT",
    supportedPairs: ["ETH/USDT"],
    monthlyPrice: { amount: 1_950, currency: "USD" },
  });
  expect((await guest.goto(`/strategies/${draft.slug}`))?.status()).toBe(404);
});

test("the list is found by words, kept in the address, and compared", async ({ page }) => {
  await page.goto("/strategies");
  await page.getByLabel("Search strategies").first().fill("lantern");
  await page.getByLabel("Search strategies").first().press("Enter");
  await expect(page).toHaveURL(/q=lantern/);
  await expect(page.getByRole("article")).toHaveCount(2);
  await page.getByRole("group", { name: "Market" }).getByLabel("Perpetual").check();
  await expect(page).toHaveURL(/market=swap/);
  await expect(page.getByText("No strategy fits")).toBeVisible();
  await page.getByRole("link", { name: /Perpetual.*remove filter/ }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  await page.getByRole("link", { name: "Table" }).click();
  await expect(page.getByRole("row", { name: /Lantern Swing/ })).toBeVisible();
  await page.getByLabel("Compare Lantern Swing").check();
  await page.getByLabel("Compare Lantern Range").check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(/\/strategies\/compare\?ids=/);
  await expect(page.getByRole("heading", { name: "Compare strategies" })).toBeVisible();
});

test("browsing, filters and sorting work without script", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/strategies");
  await page.getByLabel("Search strategies").first().fill("lantern");
  await page.getByRole("button", { name: "Show strategies" }).first().click();
  await expect(page).toHaveURL(/q=lantern/);
  await expect(page.getByRole("article")).toHaveCount(2);
  await page.getByLabel("Sort by").selectOption("newest");
  await page.getByRole("button", { name: "Sort" }).click();
  await expect(page).toHaveURL(/sort=newest/);
  await page.getByRole("link", { name: "Lantern Swing" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Lantern Swing" })).toBeVisible();
  await page.getByRole("link", { name: "Trades" }).click();
  await expect(page.getByRole("heading", { name: "Closed trades" })).toBeVisible();
  await context.close();
});

test("a closed strategy stays listed and sells no more", async ({ page: guest }) => {
  const { page } = provider;
  await page.goto(`/provider/strategies/${second.id}`);
  await page.getByRole("button", { name: "Close strategy" }).click();
  const dialog = page.getByRole("dialog", { name: "Close Lantern Range" });
  await expect(dialog.getByRole("button", { name: "Close strategy" })).toBeDisabled();
  await dialog.getByLabel("Type CLOSE").fill("CLOSE");
  await dialog.getByRole("button", { name: "Close strategy" }).click();
  await expect(page.getByText("A closed strategy stays as it was.")).toBeVisible();
  await guest.goto("/strategies?q=lantern&show=closed");
  await expect(guest.getByRole("article")).toHaveCount(1);
  await guest.goto(`/strategies/${second.slug}`);
  await expect(guest.getByText("Closed", { exact: true }).first()).toBeVisible();
  await expect(guest.getByRole("link", { name: /Subscribe/ })).toHaveCount(0);
});
