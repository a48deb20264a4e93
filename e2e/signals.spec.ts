import { expect, type Page, test } from "@playwright/test";
import { compareOnPage, downloaded, rebuilt } from "./support/chain-file.ts";
import { freeStrategy, publishLong, subscribeFree } from "./support/free-strategy.ts";
import { importCandles, replay } from "./support/market.ts";
import { newPerson, type Person } from "./support/people.ts";
import { requireCandles } from "./support/site.ts";

let provider: Person;
let subscriber: Person;
let strategyId: string;
let slug: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser, request }) => {
  importCandles(requireCandles());
  await replay(request, { from: "2024-01-03T08:00:00Z", pause: true });
  provider = await newPerson(browser, "PROVIDER", "Sigrid Signals");
  subscriber = await newPerson(browser, "SUBSCRIBER", "Sten Subscriber");
  ({ id: strategyId, slug } = await freeStrategy(provider, "Signals"));
  await subscribeFree(subscriber, strategyId);
});

/** The ask of this moment, from a publication of its own. */
const askNow = async (): Promise<number> => Number((await publishLong(provider, strategyId)).ask);

const row = (page: Page, note: string) => page.locator("[data-signal]").filter({ hasText: note });

test("the composer names each fault at its field, publishes by Ctrl+Enter, and the feed shows it without a reload", async () => {
  const ask = await askNow();
  await subscriber.page.goto("/signals");
  const { page } = provider;
  await page.goto(`/provider/signals/new?strategy=${strategyId}`);
  await expect(page.getByText("Reaches 1 subscriber now")).toBeVisible();
  await page.getByLabel("Stop", { exact: true }).fill(String(Math.round(ask + 500)));
  await expect(page.getByText(/Stop must be below entry/)).toBeVisible();
  await page.getByLabel("Target 1 price").fill(String(Math.round(ask + 400)));
  await page.getByLabel("Target 1 share").fill("40");
  await page.getByLabel("Target 2 price").fill(String(Math.round(ask + 800)));
  await page.getByLabel("Target 2 share").fill("50");
  await page.getByRole("button", { name: "Publish signal" }).click();
  await expect(page.getByLabel("Stop", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Stop", { exact: true })).toBeFocused();

  await page.getByLabel("Stop", { exact: true }).fill(String(Math.round(ask - 500)));
  await page.getByLabel("Target 2 share").fill("60");
  await page.getByLabel("Move stop to entry").selectOption("after1");
  await page.getByLabel("Note").fill("Composed in the browser");
  await page.getByLabel("Note").press("Control+Enter");
  await expect(page).toHaveURL(/\/provider\/signals\?published=sig_/);
  await expect(row(subscriber.page, "Composed in the browser")).toBeVisible();
});

test("a provider amends and closes a part; the signal's page tells it as it happens", async () => {
  await row(subscriber.page, "Composed in the browser").getByRole("link", { name: /Long/ }).click();
  await expect(subscriber.page).toHaveURL(/\/signals\/sig_/);
  const events = subscriber.page.getByRole("list", { name: /Events of this signal/ }).getByRole("listitem");
  await expect(events).toHaveCount(1);
  const mine = row(provider.page, "Composed in the browser");
  const before = Number((/Stop\s*([\d,]+)/.exec((await mine.textContent()) ?? "")?.[1] ?? "").replaceAll(",", ""));
  await mine.getByText("Amend", { exact: true }).click();
  await mine.getByLabel("New stop").fill(String(before + 100));
  await mine.getByRole("button", { name: "Amend signal" }).click();
  await expect(events).toHaveCount(2);
  await mine.getByText("Close at market", { exact: true }).first().click();
  await mine.getByLabel("Share of what is open").fill("50");
  await mine.getByRole("button", { name: "Close at market" }).click();
  await expect(events).toHaveCount(3);
  await expect(events.first()).toContainText("Part closed by the provider");
});

test("the record is checked in the browser: whole, changed, rebuilt", async () => {
  const { page } = subscriber;
  await page.goto(`/strategies/${slug}?tab=ledger`);
  const said = page.getByRole("region", { name: "Check this record" }).getByRole("status");
  await page.getByRole("button", { name: "Check the chain here" }).click();
  await expect(said).toContainText("the chain holds");

  const chain = await downloaded(page, "Download chain");
  const head = await downloaded(page, "Keep today’s head");
  await compareOnPage(page, "head.json", head);
  await expect(said).toContainText("signed by this server");
  await expect(said).toContainText("Unchanged since that head");
  await compareOnPage(page, "changed.ndjson", chain.replace("Composed in the browser", "Composed in the garden"));
  await expect(said).toContainText("its content was changed");
  await compareOnPage(page, "rebuilt.ndjson", rebuilt(chain));
  await expect(said).toContainText("the hash differs from the head kept earlier");
});
