import { expect, test } from "@playwright/test";
import { call } from "./support/call.ts";
import { newAdmin, newPerson } from "./support/people.ts";

test("an admin finds a client by a part of the address and sees plan, limits and use; the key figures are those of the API", async ({
  browser,
}) => {
  const client = await newPerson(browser, "SUBSCRIBER", "Clara Client");
  const { page } = await newAdmin(browser, "Ada Figures");

  await page.goto("/admin/kpis");
  await page.getByRole("link", { name: "Clients", exact: true }).click();
  await page.getByLabel("Part of the e-mail").fill(client.email.slice(0, -5));
  await page.getByLabel("Plan").selectOption({ label: "Trial" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/plan=TRIAL/);
  const rows = page.getByRole("table", { name: "Clients" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText("Subscriber");
  await rows.last().getByRole("link", { name: client.name }).click();
  await expect(page.getByRole("heading", { name: client.name })).toBeVisible();
  await expect(page.getByRole("region", { name: "Plan and use" })).toContainText("Strategies trading live0 of 0");
  await expect(page.getByRole("region", { name: "Limits of live trading" })).toContainText("2 to 50 USD");
  await expect(page.getByText("It trades on paper only.")).toBeVisible();

  await page.goto("/admin/clients?email=nobody-has-this-address");
  await expect(page.getByRole("heading", { name: "Nobody is found by this" })).toBeVisible();

  await page.goto("/admin/kpis");
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/days=7$/);
  const { accounts, sales } = (
    await call<{ accounts: { subscribers: number }; sales: readonly object[] }>(page, "GET", "/api/admin/kpis?days=7")
  ).body;
  await page.reload();
  await expect(page.getByRole("region", { name: "Accounts" })).toContainText(
    `Subscribers${accounts.subscribers.toLocaleString("en")}`,
  );
  const booked = page.getByRole("region", { name: "Booked in this time" });
  await expect(booked.locator("tbody tr")).toHaveCount(sales.length);
  await client.page.context().close();
  await page.context().close();
});
