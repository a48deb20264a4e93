import { type APIRequestContext, expect, test } from "@playwright/test";
import { createStrategy, newPerson, onboard, type Person } from "./support/people.ts";

let provider: Person;
test.beforeAll(async ({ browser }) => {
  provider = await newPerson(browser, "PROVIDER", "Petra Sells");
  await onboard(provider);
});
test.afterAll(() => provider.page.context().close());

async function subscriptions(
  request: APIRequestContext,
): Promise<{ id: string; status: string; hasAccess: boolean }[]> {
  const answer = await request.get("/api/subscriptions");
  return ((await answer.json()) as { items: { id: string; status: string; hasAccess: boolean }[] }).items;
}

test("a subscriber pays, is let in by the payment's own word, pauses, and cancels in two clicks", async ({
  browser,
}) => {
  const { slug, id: strategyId } = await createStrategy(provider, { name: `Paid ${Date.now()}`, price: "99.99" });
  const { page } = await newPerson(browser, "SUBSCRIBER", "Sam Pays");

  await page.goto(`/strategies/${slug}`);
  await page.getByRole("link", { name: "Subscribe", exact: true }).click();
  await expect(page.getByText("a month, no tax added")).toBeVisible();
  await expect(page.getByText(/You can lose all the money you trade with/).first()).toBeVisible();
  await page.getByRole("button", { name: "Subscribe for $99.99 a month" }).click();

  await page.getByRole("button", { name: "Try a declined card" }).click();
  await expect(page.getByRole("alert")).toContainText("declined");
  const checkout = page.url();
  const [pending] = await subscriptions(page.request);
  expect(pending).toMatchObject({ status: "PENDING", hasAccess: false });

  // The success page opened by hand waits and gives nothing.
  await page.goto(`/subscriptions/return?subscription=${pending?.id}`);
  await expect(page.getByText("Confirming… usually 2 s")).toBeVisible();
  expect(await subscriptions(page.request)).toMatchObject([{ status: "PENDING", hasAccess: false }]);
  expect((await page.request.get(`/api/signals?strategyId=${strategyId}`)).status()).not.toBe(500);

  await page.goto(checkout);
  await page.getByRole("button", { name: "Pay $99.99" }).click();
  await expect(page.getByText("It is on.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("You are subscribed to Paid");

  await page.goto("/subscriptions");
  await expect(page.getByText(/^Renews on \d{4}-\d{2}-\d{2}\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText(/^Paused: nothing is charged and no signals reach you\./)).toBeVisible();
  expect(await subscriptions(page.request)).toMatchObject([{ status: "PAUSED", hasAccess: false }]);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/^Renews on/)).toBeVisible();

  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel("Why are you leaving?").fill("Only trying");
  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByText(/^Cancelled: access until/)).toBeVisible();
  expect(await subscriptions(page.request)).toMatchObject([{ status: "ACTIVE", hasAccess: true }]);
  await page.context().close();
});

test("a free strategy is followed with one press and left at once", async ({ browser }) => {
  const { slug } = await createStrategy(provider, { name: `Free ${Date.now()}`, price: "0" });
  const { page } = await newPerson(browser, "SUBSCRIBER", "Sam Saves");
  await page.goto(`/strategies/${slug}/subscribe`);
  await page.getByRole("button", { name: "Subscribe for free" }).click();
  await expect(page.getByText("It is on.")).toBeVisible();
  await page.goto("/subscriptions");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByText("Nothing is running")).toBeVisible();
  expect(await subscriptions(page.request)).toMatchObject([{ status: "CANCELLED", hasAccess: false }]);
  await page.context().close();
});

test("nobody subscribes to himself, and a guest is led through signing in", async ({ browser }) => {
  const { slug, id } = await createStrategy(provider, { name: `Own ${Date.now()}`, price: "10" });
  await provider.page.goto(`/strategies/${slug}/subscribe`);
  await expect(provider.page.getByText("This is your own strategy")).toBeVisible();
  const refused = await provider.page.request.post("/api/subscriptions", {
    data: { strategyId: id },
    headers: { origin: new URL(provider.page.url()).origin },
  });
  expect(refused.status()).toBe(403);
  const guest = await browser.newContext();
  const page = await guest.newPage();
  await page.goto(`/strategies/${slug}`);
  await page.getByRole("link", { name: "Subscribe", exact: true }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await guest.close();
});
