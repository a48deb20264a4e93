import { expect, type Page, test } from "@playwright/test";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { Authenticator } from "./support/authenticator.ts";
import { cents, trialBalance } from "./support/books.ts";
import { moveClock } from "./support/move-clock.ts";
import { createStrategy, newAdmin, newPerson, type Person, turnOnSecondFactor } from "./support/people.ts";

/*
 * Seven weeks of a sale in three browsers: who sells, who buys, who keeps the books. All amounts are worked out by hand, in cents, from what
 * the pages before said: 20 % to the platform, 2.9 % and 30 cents of each payment to the payment service.
 */

/** Looks again until the page says it. */
async function reads(page: Page, path: string, words: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByText(words).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

/** Looks again until the books say it, all of it. */
async function booksRead(page: Page, accounts: Readonly<Record<string, number>>): Promise<void> {
  await expect(async () => expect(await trialBalance(page)).toEqual({ ...accounts, Sum: 0 })).toPass({
    timeout: 60_000,
  });
}

/** To the 2nd of the next month of 31 days: no 1st, which pays out by itself, lies within the four weeks before the payout is asked for. */
function untilLongMonth(): number {
  const now = new Date();
  let month = now.getUTCMonth() + 1;
  while (new Date(Date.UTC(now.getUTCFullYear(), month + 1, 0)).getUTCDate() < 31) month += 1;
  return Date.UTC(now.getUTCFullYear(), month, 2, 12) - now.getTime();
}

/** After 30 days a browser is asked again who it is. */
async function signIn({ page, email, password }: Person): Promise<void> {
  await reads(page, "/login", "Forgot your password?"); // who is signed in is led on from there
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(({ pathname }) => pathname !== "/login");
}

/** Another card, on the pages of the payment service. */
async function changeCard(page: Page, card: "pays" | "is declined"): Promise<void> {
  await page.goto("/billing");
  await page.getByRole("button", { name: "Change card and see documents" }).click();
  await page.getByRole("button", { name: `Use a card that ${card}` }).click();
  await expect(page.getByText(card === "pays" ? "Ends in 4242." : /^Ends in 0341/)).toBeVisible();
}

/** What stands under a label in a row of figures. */
function figure(page: Page, region: string, label: string) {
  const stat = page.getByRole("region", { name: region }).locator(".stat");
  const named = stat.filter({ has: page.locator("dt", { hasText: new RegExp(`^${label}$`) }) });
  return named.locator("dd").first();
}

/** All of it is on record, in its order: what was decided by whom, and what came of it. */
async function expectAudit(desk: Page): Promise<void> {
  await desk.goto("/admin/audit");
  const rows = desk.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  const told = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText.replaceAll(/\s+/g, " ").trim())),
  );
  // The sandbox's own desk was set up before anybody came.
  const ofMoney = /^(payouts?|strategy|promotion_code|price|plan|subscription|refund)\./;
  const lines = told.flatMap(([, , who = "", action = "", , detail = ""]) =>
    ofMoney.test(action) && !who.startsWith("demo-desk@")
      ? [`${who.split("@")[0]?.replace(/-\d+-\d+$/, "")} ${action} ${detail}`]
      : [],
  );
  const sub = (from: string, to: string) =>
    expect.stringMatching(
      new RegExp(
        `^the system subscription\\.changed endsWithPeriod: false from: ${from} strategyId: str_\\w+ to: ${to} `,
      ),
    );
  const plan = (from: string, to: string) => expect.stringContaining(`the system plan.changed from: ${from} to: ${to}`);
  const begins = (words: string) => expect.stringMatching(new RegExp(`^${words}`));
  expect(lines.reverse()).toEqual([
    begins("petra-weeks payouts.account_opened accountId: acct_\\w+ country: US$"),
    begins("petra-weeks strategy.priced currency: USD monthly: 9999 monthlyWas: 0 trialDays: 0 "),
    begins("petra-weeks strategy.priced currency: USD monthly: 9999 .* trialDays: 14 trialDaysWas: 0 yearly: 99900 "),
    begins("petra-weeks promotion_code.made code: EARLY20 .* percentOff: 20 "),
    sub("PENDING", "TRIALING"),
    sub("TRIALING", "ACTIVE"),
    plan("TRIAL", "STARTER"),
    plan("STARTER", "PRO"),
    begins("petra-weeks payout.requested amount: 6399 by: REQUEST currency: USD$"),
    begins("petra-weeks strategy.priced currency: USD monthly: 12000 monthlyWas: 9999 "),
    begins("petra-weeks price.offered asked: 1 lowered: 0$"),
    begins("sam-weeks price.agreed"),
    sub("ACTIVE", "PAST_DUE"),
    sub("PAST_DUE", "ACTIVE"),
    begins("ada-books refund.ordered amount: 10000 .* reason: Down for a third of the month$"),
    begins("ada-books refund.ordered amount: 3333 .* reason: Down for a third of the month$"),
  ]);
  await desk.getByLabel("E-mail, id, or how the action begins").fill("refund");
  await desk.getByRole("button", { name: "Search", exact: true }).click();
  await expect(desk).toHaveURL(/words=refund/);
  await expect(rows).toHaveCount(2);
}

test("a sale from its first trial to the books: code, conversion, a larger plan, a payout, a card that fails and is mended, a refund", async ({
  browser,
}) => {
  moveClock(untilLongMonth());
  const moved = Date.now();
  // Nobody may sign in before the site lives by it, which it does within a second: his session would be over at once.
  await expect.poll(() => Date.now()).toBeGreaterThan(moved + 2_000);
  // The provider sets payouts up, leaving once in the middle, and sets price, trial and code.
  const provider = await newPerson(browser, "PROVIDER", "Petra Weeks");
  const seller = provider.page;
  const sellerApp = new Authenticator(await turnOnSecondFactor(provider));
  await seller.goto("/provider/earnings");
  await seller.getByRole("button", { name: "Set up payouts" }).click();
  await seller.getByRole("button", { name: "Leave for now" }).click();
  await expect(seller.getByText("Not finished")).toBeVisible();
  await seller.getByRole("button", { name: "Continue the set-up" }).click();
  await seller.getByRole("button", { name: "Complete the set-up" }).click();
  await reads(seller, "/provider/earnings", "Ready to sell");
  const strategy = await createStrategy(provider, { name: "Weeks", price: "99.99" });
  await seller.getByLabel("Free trial, days").fill("14");
  await seller.getByLabel("Price a year, if you offer one").fill("999");
  await seller.getByRole("button", { name: "Save changes" }).click();
  await expect(seller.getByText("Saved. This is version 1.")).toBeVisible();
  const codes = seller.getByRole("region", { name: "Promotion codes" });
  await codes.getByLabel("Code", { exact: true }).fill("early20");
  await codes.getByLabel("Percent off").fill("20");
  await codes.getByRole("button", { name: "Make the code" }).click();
  await expect(codes.getByText("20 % off the first payment · used 0 times")).toBeVisible();

  // The subscriber tries the strategy by the month, with the code.
  const subscriber = await newPerson(browser, "SUBSCRIBER", "Sam Weeks");
  const { page } = subscriber;
  await page.goto("/billing");
  await expect(page.getByText("Nothing was charged yet")).toBeVisible();
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
  await reads(page, "/subscriptions", /^Free until .*, for notices and paper; then the first payment follows\.$/);
  await expect(page.getByText("20 % off the first payment")).toBeVisible();

  // Day 14: the trial converts at 99.99 less 20 %. 79.99 is 16.00 + 63.99.
  moveClock(14 * DAY_MS + HOUR_MS);
  await reads(page, "/subscriptions", /^Renews on /);
  await reads(page, "/billing", "$79.99");
  await reads(seller, "/provider/earnings", "In refund window");
  await expect(figure(seller, "Your money", "In refund window")).toHaveText("$63.99");
  await expect(seller.getByRole("button", { name: "Pay out" })).toBeHidden();

  const earnings = await seller.request.get("/api/billing/earnings");
  expect(await earnings.json()).toMatchObject({
    payingSubscribers: 1,
    items: [
      {
        gross: { amount: 7_999, currency: "USD" },
        fee: { amount: 1_600, currency: "USD" },
        net: { amount: 6_399, currency: "USD" },
        payments: 1,
      },
    ],
  });

  // A plan, then a larger one for what its preview said. The page that a payment leads back to gives nothing by itself.
  await page.goto("/pricing");
  await page.getByRole("link", { name: "Choose Starter" }).click();
  await expect(page.getByRole("heading", { name: "You are on Trial" })).toBeVisible();
  await page.getByRole("button", { name: "Choose Starter" }).click();
  await expect(page.getByRole("button", { name: "Pay $49.00" })).toBeVisible();
  const checkout = page.url();
  await page.goto("/billing/plan?paid=1");
  await expect(page.getByRole("heading", { name: "You are on Trial" })).toBeVisible();
  await page.goto(checkout);
  await page.getByRole("button", { name: "Pay $49.00" }).click();
  await expect(page.getByRole("heading", { name: "You are on Starter" })).toBeVisible();
  const pro = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Pro", exact: true }) });
  await pro.getByRole("link", { name: "See what it costs now" }).click();
  await expect(page.getByText("Charged to your card now")).toBeVisible();
  const upgrade = page.getByRole("button", { name: /^Pay \$[\d.]+ and move up$/ });
  const due = cents(/\$[\d.]+/.exec((await upgrade.textContent()) ?? "")?.[0] ?? "");
  // 199.00 less 49.00, and less than a cent for each of the seconds that have passed of the month.
  expect(due).toBeGreaterThan(14_900);
  expect(due).toBeLessThanOrEqual(15_000);
  await upgrade.click();
  await expect(page.getByRole("heading", { name: "You are on Pro" })).toBeVisible();
  await page.getByRole("button", { name: "Move down to Starter" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Move down then" }).click();
  await expect(page.getByText(/^Starter begins on \d{4}-\d{2}-\d{2} at \$49\.00 a month/)).toBeVisible();
  await page.getByRole("button", { name: "Keep Pro" }).click();
  await expect(page.getByRole("button", { name: "Move down to Starter" })).toBeVisible();
  const plan = await page.request.get("/api/billing/plan");
  expect(await plan.json()).toMatchObject({ plan: "PRO", next: null, limits: { liveFollows: 10 } });

  // Day 28: the sale is out of the refund window, and is paid out by a code of the provider's app.
  moveClock(14 * DAY_MS);
  await expect(async () => {
    await seller.goto("/provider/earnings");
    await expect(figure(seller, "Your money", "Payable")).toHaveText("$63.99", { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await seller.getByRole("button", { name: "Pay out" }).click();
  await sellerApp.confirm(seller);
  await seller.getByRole("button", { name: "Pay out" }).click();
  const payouts = seller.getByRole("table", { name: "Payouts" });
  await expect(payouts).toContainText("$63.99");
  // The service takes 2.62 of the first payment, 1.72 of Starter's.
  const admin = await newAdmin(browser, "Ada Books");
  const adminApp = new Authenticator(admin.seed);
  const desk = admin.page;
  const upgradeFee = Math.round(due * 0.029) + 30;
  await booksRead(desk, {
    "Stripe balance": 7_999 - 262 + 4_900 - 172 + due - upgradeFee - 6_399,
    "Customer receipts": 0,
    "Provider payable": -6_399,
    Payouts: 6_399,
    "Platform fee": -1_600 - 4_900 - due,
    "Processing fee": 262 + 172 + upgradeFee,
  });

  // A new price is for new subscribers; a present one is asked, and answers for himself, for payments 30 days from now on.
  await seller.goto(`/provider/strategies/${strategy.id}`);
  await seller.getByLabel("Price a month").fill("120");
  await seller.getByRole("button", { name: "Save changes" }).click();
  await expect(seller.getByText("1 subscriber pays another price than today’s")).toBeVisible();
  await seller.getByRole("button", { name: "Ask for today’s price" }).click();
  await seller.getByRole("dialog").getByRole("button", { name: "Ask them" }).click();
  await expect(seller.getByText("1 subscriber pays another price than today’s")).toBeHidden();
  await reads(page, "/subscriptions", "Without your yes you go on paying $99.99.");
  await page.getByRole("button", { name: "Agree to $120.00" }).click();
  await expect(page.getByText(/you pay \$120\.00 a month, from the next payment/)).toBeVisible();

  // A month after the first payment the card fails; mended, it pays the old price, and the plan's next month.
  await changeCard(page, "is declined");
  moveClock(18 * DAY_MS);
  await signIn(subscriber);
  await reads(page, "/subscriptions", /^The last payment failed\. Access stays until /);
  await changeCard(page, "pays");
  moveClock(5 * DAY_MS);
  await reads(page, "/subscriptions", /^Renews on /);
  await reads(page, "/billing", "$99.99");
  await reads(page, "/billing", "$199.00");
  await signIn(provider);
  await sellerApp.confirm(seller);
  await seller.goto("/provider/earnings");
  await expect(payouts).toContainText("Paid");

  // The admin gives a third of the renewal back: not without a code of his app, not more than was paid.
  await desk.goto("/admin/ledger");
  const sale = desk.getByRole("row").filter({ hasText: "Share of provider and platform" });
  await sale.filter({ hasText: "Sam Weeks" }).filter({ hasText: "$99.99" }).getByRole("link").first().click();
  const payment = desk.getByRole("region", { name: /^Payment ch_/ });
  await expect(payment).toContainText("Petra Weeks");
  const refund = async (amount: string): Promise<void> => {
    await payment.getByLabel("Give back, in USD").fill(amount);
    await payment.getByLabel("Reason").fill("Down for a third of the month");
    await payment.getByRole("button", { name: "Refund" }).click();
  };
  await refund("33.33");
  await adminApp.confirm(desk);
  await refund("100");
  await expect(payment).toContainText("Only 99.99 USD of this payment are left to give back.");
  await refund("33.33");
  await expect(payment).toContainText("Refunded.");
  await expect(payment).toContainText("$66.66");

  // 33.33 is 26.66 of the provider's and 6.67 of the platform's. What he is owed: 63.99, paid out, and 79.99 - 26.66.
  await booksRead(desk, {
    "Stripe balance": 7_999 + 4_900 + due + 9_999 + 19_900 - (262 + 172 + upgradeFee + 320 + 607) - 3_333 - 6_399,
    "Customer receipts": 0,
    "Provider payable": -(6_399 + 7_999 - 2_666),
    Payouts: 6_399,
    "Platform fee": -(1_600 + 4_900 + due + 2_000 + 19_900 - 667),
    "Processing fee": 262 + 172 + upgradeFee + 320 + 607,
    Refunds: 0,
  });
  await seller.goto("/provider/earnings");
  await expect(figure(seller, "Your money", "In refund window")).toHaveText("$53.33");
  await expect(figure(seller, "Your money", "Paid out")).toHaveText("$63.99");
  await expect(figure(seller, "So far", "Gross")).toHaveText("$146.65");
  await expect(figure(seller, "So far", "Platform fee")).toHaveText("$29.33");
  await expect(figure(seller, "So far", "Yours")).toHaveText("$117.32");
  const file = await seller
    .getByRole("link", { name: /^CSV of / })
    .first()
    .getAttribute("href");
  const csv = await (await seller.request.get(file ?? "")).text();
  expect(csv).toMatch(/payment,ch_\w+,ch_\w+,USD,99\.99,20\.00,79\.99,Weeks\r\n/);
  expect(csv).toMatch(/taken back,trr_\w+,ch_\w+,USD,-33\.33,0\.00,-33\.33,/);
  expect(csv).toMatch(/platform fee given back,fr_\w+,ch_\w+,USD,0\.00,-6\.67,6\.67,/);
  await page.goto("/billing");
  const invoices = page.getByRole("table", { name: "Payments and refunds" }).getByRole("row");
  await expect(invoices.filter({ hasText: "Refund" })).toContainText("$33.33");
  for (const amount of ["$79.99", "$49.00", "$99.99", "$199.00"])
    await expect(invoices.filter({ hasText: amount }).filter({ hasText: "Paid" })).toHaveCount(1);
  const pdf = await page.request.get(
    (await page
      .getByRole("link", { name: /as PDF$/ })
      .first()
      .getAttribute("href")) ?? "",
  );
  expect(pdf.headers()["content-type"]).toBe("application/pdf");

  // The night after, our books are held against the service's own list of movements.
  const afterwards = new Date(Date.now() + moveClock(DAY_MS)).toISOString();
  const compared = desk.getByRole("region", { name: "Compared with Stripe" });
  await expect(async () => {
    await desk.goto("/admin/ledger");
    const at = (await compared.getByRole("time").first().getAttribute("datetime")) ?? "";
    expect(at > afterwards).toBe(true);
  }).toPass({ timeout: 60_000 });
  await expect(compared).toContainText("No differences");
  // The platform's balance: three a sale, one a payment of the plan, three of the refund. The seller's: two shares, two of the refund, a payout.
  // The third is that of the sandbox's own provider, who sold nothing.
  await expect(compared).toContainText("Our books say of 3 balances what Stripe's 17 movements say, to the cent.");

  await expectAudit(desk);
  for (const person of [provider, subscriber, admin]) await person.page.context().close();
});
