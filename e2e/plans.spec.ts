import { expect, test } from "@playwright/test";
import { newPerson } from "./support/people.ts";

test("a plan is bought, moved up for what its preview said, moved down for later, kept, and a limit names the next one", async ({
  browser,
}) => {
  const { page } = await newPerson(browser, "SUBSCRIBER", "Sam Plans");
  await page.goto("/pricing");
  await page.getByRole("link", { name: "Choose Starter" }).click();
  await expect(page.getByRole("heading", { name: "You are on Trial" })).toBeVisible();
  await page.getByRole("button", { name: "Choose Starter" }).click();
  await expect(page.getByRole("button", { name: "Pay $49.00" })).toBeVisible();
  const checkout = page.url();

  // The page that the payment leads back to gives nothing by itself.
  await page.goto("/billing/plan?paid=1");
  await expect(page.getByRole("heading", { name: "You are on Trial" })).toBeVisible();
  await page.goto(checkout);
  await page.getByRole("button", { name: "Pay $49.00" }).click();
  await expect(page.getByRole("heading", { name: "You are on Starter" })).toBeVisible();

  await page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Pro", exact: true }) })
    .getByRole("link", { name: "See what it costs now" })
    .click();
  await expect(page.getByText("Charged to your card now")).toBeVisible();
  await page.getByRole("button", { name: /^Pay \$1(49\.9\d|50\.00) and move up$/ }).click();
  await expect(page.getByRole("heading", { name: "You are on Pro" })).toBeVisible();

  await page.getByRole("button", { name: "Move down to Starter" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Move down then" }).click();
  await expect(page.getByText(/^Starter begins on \d{4}-\d{2}-\d{2} at \$49\.00 a month/)).toBeVisible();
  await page.getByRole("button", { name: "Keep Pro" }).click();
  await expect(page.getByRole("button", { name: "Move down to Starter" })).toBeVisible();
  const plan = await page.request.get("/api/billing/plan");
  expect(await plan.json()).toMatchObject({ plan: "PRO", next: null, limits: { liveFollows: 10 } });
  await page.context().close();
});

test("Starter's money comes back by one click, and Managed is asked for in words", async ({ browser }) => {
  const { page } = await newPerson(browser, "SUBSCRIBER", "Sam Returns");
  await page.goto("/billing/plan");
  await page.getByRole("button", { name: "Choose Starter" }).click();
  await page.getByRole("button", { name: "Pay $49.00" }).click();
  await expect(page.getByRole("heading", { name: "You are on Starter" })).toBeVisible();
  await page.getByRole("button", { name: "Get my money back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Give my money back" }).click();
  await expect(page.getByRole("heading", { name: "You are on Trial" })).toBeVisible();
  await page.goto("/billing");
  await expect(page.getByRole("row").filter({ hasText: "Refund" })).toContainText("$49.00");

  await page.goto("/billing/plan");
  await page.getByLabel("What you need").fill("Forty tenants on three exchanges.");
  await page.getByRole("button", { name: "Ask for a price" }).click();
  await expect(page.getByText("Your request is here.").first()).toBeVisible();
  await page.context().close();
});
