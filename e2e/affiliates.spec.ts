import { expect, test } from "@playwright/test";
import { newAdmin, newPerson } from "./support/people.ts";

test("a link brings a user, his plan earns its owner a tenth, and the owner and the admin see it", async ({
  browser,
}) => {
  const affiliate = await newPerson(browser, "SUBSCRIBER", "Ann Affiliate");
  await affiliate.page.goto("/affiliate");
  await affiliate.page.getByRole("button", { name: "Get my link" }).click();
  const link = await affiliate.page.getByText(/\/\?ref=[0-9a-z]{10}$/).textContent();
  await affiliate.page.getByRole("button", { name: "Set up payouts" }).click();
  await affiliate.page.getByRole("button", { name: "Complete the set-up" }).click();
  await expect(affiliate.page).toHaveURL(/\/affiliate/);
  await expect(affiliate.page.getByText("Ready", { exact: true }).first()).toBeVisible();

  const came = await newPerson(browser, "SUBSCRIBER", "Sam Came", new URL(link ?? "").search);
  await came.page.goto("/billing/plan");
  await came.page.getByRole("button", { name: "Choose Starter" }).click();
  await came.page.getByRole("button", { name: "Pay $49.00" }).click();
  await expect(came.page.getByRole("heading", { name: "You are on Starter" })).toBeVisible();

  const sums = affiliate.page.getByRole("region", { name: "So far" });
  await expect(async () => {
    await affiliate.page.goto("/affiliate");
    await expect(sums).toContainText("$4.90");
  }).toPass();
  await expect(sums).toContainText("1");

  const admin = await newAdmin(browser, "Ada Affiliates");
  await admin.page.goto("/admin/affiliates");
  const row = admin.page.getByRole("row").filter({ hasText: affiliate.email });
  await expect(row).toContainText("$4.90");
  for (const { page } of [affiliate, came, admin]) await page.context().close();
});
