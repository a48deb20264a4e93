import { expect, test } from "@playwright/test";
import { createStrategy, newAdmin, newPerson, onboard, subscribeAndPay } from "./support/people.ts";

test("99.99 becomes 79.99 for the provider and an invoice for the subscriber, whose card is kept elsewhere", async ({
  browser,
}) => {
  const provider = await newPerson(browser, "PROVIDER", "Petra Earns");
  await provider.page.goto("/provider/earnings");
  await expect(provider.page.getByText("Not set up")).toBeVisible();
  await provider.page.getByRole("button", { name: "Set up payouts" }).click();
  await provider.page.getByRole("button", { name: "Leave for now" }).click();
  await expect(provider.page.getByText("Not finished")).toBeVisible();
  await provider.page.getByRole("button", { name: "Continue the set-up" }).click();
  await provider.page.getByRole("button", { name: "Complete the set-up" }).click();
  await expect(provider.page.getByText("Ready to sell")).toBeVisible();

  const strategy = await createStrategy(provider, { name: `Earns ${Date.now()}`, price: "99.99" });
  const subscriber = await newPerson(browser, "SUBSCRIBER", "Sam Billed");
  await subscriber.page.goto("/billing");
  await expect(subscriber.page.getByText("Nothing was charged yet")).toBeVisible();
  await subscribeAndPay(subscriber, strategy.slug);

  await subscriber.page.goto("/billing");
  const row = subscriber.page.getByRole("row").filter({ hasText: "Earns" });
  await expect(row).toContainText("Paid");
  await expect(row).toContainText("$99.99");
  await subscriber.page.getByRole("button", { name: "Change card and see documents" }).click();
  await expect(subscriber.page.getByText("Ends in 4242.")).toBeVisible();

  await provider.page.goto("/provider/earnings");
  const month = provider.page.getByRole("row").filter({ hasText: new Date().toISOString().slice(0, 7) });
  await expect(month).toContainText("$99.99");
  await expect(month).toContainText("−$20.00");
  await expect(month).toContainText("$79.99");
  const answer = await provider.page.request.get("/api/billing/earnings");
  expect(await answer.json()).toMatchObject({
    payingSubscribers: 1,
    items: [{ gross: 9_999, fee: 2_000, net: 7_999, payments: 1 }],
  });

  const admin = await newAdmin(browser, "Ada Refunds");
  await admin.page.goto("/admin/ledger");
  await expect(admin.page.getByRole("region", { name: "Compared with Stripe" })).toContainText("No differences");
  const sale = admin.page.getByRole("row").filter({ hasText: "Share of provider and platform" });
  await sale.filter({ hasText: "Sam Billed" }).getByRole("link").first().click();
  const payment = admin.page.getByRole("region", { name: /^Payment ch_/ });
  await expect(payment).toContainText("Petra Earns");
  await payment.getByLabel("Give back, in USD").fill("100");
  await payment.getByLabel("Reason").fill("More than was paid");
  await payment.getByRole("button", { name: "Refund" }).click();
  await expect(payment).toContainText("Only 99.99 USD of this payment are left to give back.");
  await payment.getByLabel("Give back, in USD").fill("33.33");
  await payment.getByRole("button", { name: "Refund" }).click();
  await expect(payment).toContainText("Refunded.");
  await expect(payment).toContainText("$66.66");
  await provider.page.reload();
  await expect(month).toContainText("$53.33");
  await subscriber.page.goto("/billing");
  await expect(subscriber.page.getByRole("row").filter({ hasText: "Refund" })).toContainText("$33.33");
});

test("a trial and a code make a strategy free first and cheaper then, as its provider set them", async ({
  browser,
}) => {
  const provider = await newPerson(browser, "PROVIDER", "Petra Lures");
  await onboard(provider);
  const strategy = await createStrategy(provider, { name: `Lures ${Date.now()}`, price: "99.99" });
  await provider.page.getByLabel("Free trial, days").fill("14");
  await provider.page.getByLabel("Price a year, if you offer one").fill("999");
  await provider.page.getByRole("button", { name: "Save changes" }).click();
  await expect(provider.page.getByText("Saved. This is version 1.")).toBeVisible();
  const codes = provider.page.getByRole("region", { name: "Promotion codes" });
  await codes.getByLabel("Code", { exact: true }).fill("early20");
  await codes.getByLabel("Percent off").fill("20");
  await codes.getByRole("button", { name: "Make the code" }).click();
  await expect(codes.getByText("20 % off the first payment · used 0 times")).toBeVisible();

  const { page } = await newPerson(browser, "SUBSCRIBER", "Sam Tries");
  await page.goto(`/strategies/${strategy.slug}/subscribe`);
  await expect(page.getByText("14 days free first,")).toBeVisible();
  await expect(page.getByLabel(/^\$999.00 a year/)).not.toBeChecked();
  const code = page.getByLabel("Promotion code, if you have one");
  await code.fill("LATE20");
  await page.getByRole("button", { name: "Try 14 days free" }).click();
  await expect(page.getByText("This code does not work for this strategy, or not any more.")).toBeVisible();
  await expect(code).toHaveValue("LATE20");
  await code.fill("EARLY20");
  await page.getByRole("button", { name: "Try 14 days free" }).click();
  await expect(page.getByText("Free for 14 days, then $79.99 each month.")).toBeVisible();
  await page.getByRole("button", { name: "Start trial" }).click();
  await expect(page.getByText("It is on.")).toBeVisible();
  await page.goto("/subscriptions");
  await expect(page.getByText("20 % off the first payment")).toBeVisible();
  await expect(
    page.getByText(/^Free until .*, for notices and paper; then the first payment follows\.$/),
  ).toBeVisible();

  // A new price is for new subscribers; a present one is asked, and answers for himself.
  await provider.page.getByLabel("Price a month").fill("120");
  await provider.page.getByRole("button", { name: "Save changes" }).click();
  await expect(provider.page.getByText("1 subscriber pays another price than today’s")).toBeVisible();
  await provider.page.getByRole("button", { name: "Ask for today’s price" }).click();
  await provider.page.getByRole("dialog").getByRole("button", { name: "Ask them" }).click();
  await expect(provider.page.getByText("1 subscriber pays another price than today’s")).toBeHidden();
  await page.reload();
  await expect(page.getByText("Without your yes you go on paying $99.99.")).toBeVisible();
  await page.getByRole("button", { name: "Agree to $120.00" }).click();
  await expect(page.getByText(/you pay \$120\.00 a month, from the next payment/)).toBeVisible();
});

test("a paid strategy stays a draft until its provider can be paid", async ({ browser }) => {
  const { page } = await newPerson(browser, "PROVIDER", "Petra Waits");
  const answer = await page.request.post("/api/strategies", {
    headers: { origin: new URL(page.url()).origin },
    data: {
      name: "Too early",
      description: "Sold before anybody can be paid.",
      kind: "EXTERNAL",
      supportedPairs: ["BTC/USDT"],
      supportedTimeframes: ["15m"],
      exchanges: ["binance"],
      monthlyPrice: { amount: 4_900, currency: "USD" },
      isPublic: true,
    },
  });
  expect(answer.status()).toBe(201);
  const { id, status } = (await answer.json()) as { id: string; status: string };
  expect(status).toBe("DRAFT");
  const opened = await page.request.put(`/api/strategies/${id}`, {
    headers: { origin: new URL(page.url()).origin },
    data: { status: "ACTIVE" },
  });
  expect(await opened.json()).toMatchObject({ code: "payouts_not_ready" });
  await page.goto("/provider/earnings");
  await expect(page.getByRole("button", { name: "Set up payouts" })).toBeVisible();
  expect(await onboardAndOpen(page, id)).toBe("ACTIVE");
});

async function onboardAndOpen(page: Parameters<typeof onboard>[0]["page"], id: string): Promise<string> {
  await onboard({ page, email: "", password: "", name: "" });
  const opened = await page.request.put(`/api/strategies/${id}`, {
    headers: { origin: new URL(page.url()).origin },
    data: { status: "ACTIVE" },
  });
  return ((await opened.json()) as { status: string }).status;
}
