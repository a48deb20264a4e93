import { expect, test } from "@playwright/test";
import { newPerson } from "./support/people.ts";

// Buying one and moving it up and down is told by money.alone.ts.
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
