import { expect, test } from "@playwright/test";
import { freeStrategy } from "./support/free-strategy.ts";
import { newAdmin, newPerson, turnOnSecondFactor } from "./support/people.ts";

/** What holds real-money trading: one's own limits, and what admins may do. Nothing here stops anybody else's trading. */
test("narrows one's limits at once, raises them with a second factor, and an admin decides over what that flags", async ({
  browser,
}) => {
  const person = await newPerson(browser, "SUBSCRIBER", "Limiter");
  const { page } = person;
  const set = async (usd: string): Promise<void> => {
    await page.goto("/settings/limits");
    await page.getByLabel("Most a trade may be worth").fill(usd);
    await page.getByRole("button", { name: "Set limits" }).click();
  };
  await set("25");
  await expect(page.getByText("These limits hold from the next trade on.")).toBeVisible();
  await set("40");
  await expect(page.getByText("Turn on the second factor under Settings, Security first.")).toBeVisible();
  await turnOnSecondFactor(person);
  await set("40");
  await expect(page.getByText("These limits hold from the next trade on.")).toBeVisible();
  await set("50.01");
  await expect(page.getByText("Your plan Trial allows at most 50 USD. Starter allows it.")).toBeVisible();
  const kept = await page.request.get("/api/trading/limits");
  expect(await kept.json()).toMatchObject({ maxTradeUsd: "40", entriesPerDay: 20, symbols: ["BTC/USDT", "ETH/USDT"] });

  // A raise on a device that signed in today is looked at, and its owner is not told.
  const { page: desk } = await newAdmin(browser, "Reviewer");
  const flag = desk.getByRole("row", { name: new RegExp(person.email) });
  await expect(async () => {
    await desk.goto("/admin/compliance");
    await expect(flag.getByText("Limits raised on a new device")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await flag.getByRole("button", { name: "Decide" }).click();
  await desk.getByLabel("What you found").fill("It is his new laptop.");
  await desk.getByRole("button", { name: "Write down" }).click();
  await expect(desk.getByRole("dialog")).toHaveCount(0);
  await expect(flag).toHaveCount(0);
  await desk.goto("/admin/compliance?state=DONE");
  await expect(flag.getByText(/It is his new laptop/)).toBeVisible();
  await page.goto("/notifications");
  await expect(page.getByText("Limits raised on a new device")).toHaveCount(0);
  await desk.context().close();
  await page.context().close();
});

test("lets an admin record an identity, stop a user and release him, and take the record home", async ({ browser }) => {
  const person = await newPerson(browser, "SUBSCRIBER", "Stopped");
  const { page } = await newAdmin(browser, "Guard");
  await page.goto("/admin/compliance");
  await page.getByRole("textbox", { name: "Account" }).fill(person.email);
  await page.getByLabel("What you saw").fill("Passport seen in person.");
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page.getByText("The limits without identity hold no more.")).toBeVisible();
  const file = await page.request.get("/api/admin/compliance/export?what=flags");
  expect([file.headers()["content-type"], await file.text()]).toEqual([
    "text/csv; charset=utf-8",
    expect.stringMatching(/^at,id,kind,userId,/),
  ]);

  await page.goto("/admin/kill-switch");
  const stop = async (which: string): Promise<void> => {
    await page.getByLabel("What is stopped").selectOption("USER");
    await page.getByLabel("Which one").fill(which);
    await page.getByLabel("Reason").fill("A drill of this test.");
    await page.getByRole("button", { name: "Stop now" }).click();
  };
  await stop("nobody@journey.test");
  await expect(page.getByText("There is no user nobody@journey.test.")).toBeVisible();
  await stop(person.email);
  const row = page.getByRole("row", { name: new RegExp(person.email) });
  await expect(row.getByText("Stopped", { exact: true })).toBeVisible();
  await row.getByRole("button", { name: "Release" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Release" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row).toHaveCount(0);
  await page.context().close();
  await person.page.context().close();
});

test("lets a provider stop live trading of his own strategy, and release it with his second factor alone", async ({
  browser,
}) => {
  const provider = await newPerson(browser, "PROVIDER", "Petra Stops");
  const { page } = provider;
  const { id } = await freeStrategy(provider, "Stops");
  await page.goto(`/provider/strategies/${id}`);
  await page.getByRole("button", { name: "Stop live trading" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The feed is wrong today.");
  await dialog.getByRole("button", { name: "Stop now" }).click();
  const panel = page.getByRole("region", { name: "Live trading of followers" });
  await expect(panel.getByText("Stopped", { exact: true })).toBeVisible();
  await expect(panel).toContainText("The feed is wrong today.");
  const release = async (): Promise<void> => {
    await panel.getByRole("button", { name: "Release" }).click();
    await dialog.getByRole("button", { name: "Release" }).click();
  };
  await release();
  await expect(dialog).toContainText("Turn on the second factor under Settings, Security first.");
  await turnOnSecondFactor(provider);
  await page.goto(`/provider/strategies/${id}`);
  await release();
  await expect(panel.getByRole("button", { name: "Stop live trading" })).toBeVisible();
  await page.context().close();
});
