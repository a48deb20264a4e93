import { type APIRequestContext, type Browser, expect, type Page } from "@playwright/test";
import { generate } from "otplib";
import { openDb } from "@/lib/db/client";
import { sandbox } from "./site.ts";

export interface Person {
  readonly page: Page;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

let made = 0;

/** A new person in a browser of his own, signed in, his address confirmed through the mailed link. `by`: the query of the link that he came by. */
export async function newPerson(
  browser: Browser,
  role: "PROVIDER" | "SUBSCRIBER",
  name: string,
  by = "",
): Promise<Person> {
  const context = await browser.newContext();
  const page = await context.newPage();
  made += 1;
  const email = `${name.toLowerCase().replace(/\W+/g, "-")}-${made}-${Date.now()}@journey.test`;
  const password = `correct horse ${made} battery staple`;
  if (by !== "") await page.goto(`/${by}`);
  await page.goto("/register");
  await page.getByText(role === "PROVIDER" ? "I publish signals" : "I follow signals").click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/welcome/);
  await page.goto(await mailedLink(page.request, email, "/verify"));
  await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
  return { page, email, password, name };
}

/** The newest link to `path` that was mailed to `email`, once the worker has delivered it. */
async function mailedLink(request: APIRequestContext, email: string, path: string): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(async () => {
      found = (await mailedLinks(request, email)).find((link) => new URL(link).pathname === path);
      return found;
    })
    .toBeDefined();
  return found ?? "";
}

/** Every link that was mailed to `email`, those of the newest mail first. */
export async function mailedLinks(request: APIRequestContext, email: string): Promise<string[]> {
  const answer = await request.get(`/api/dev/mailbox?to=${encodeURIComponent(email)}`);
  const { items } = (await answer.json()) as { items: { links: string[] }[] };
  return items.flatMap((item) => item.links);
}

/** Turns the second factor on. @returns the seed, for later codes */
export async function turnOnSecondFactor({ page, password }: Person): Promise<string> {
  await page.goto("/settings/security");
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Set up second factor" }).click();
  const seed = ((await page.getByTestId("totp-seed").textContent()) ?? "").replace(/\s/g, "");
  await page.getByLabel("Code", { exact: true }).fill(await generate({ secret: seed }));
  await page.getByRole("button", { name: "Turn on second factor" }).click();
  await expect(page.getByRole("region", { name: "Recovery codes" })).toBeVisible();
  return seed;
}

/** An admin with a fresh second factor and its seed: the sandbox's own is left without one, since other specs sign him in by password. */
export async function newAdmin(browser: Browser, name: string): Promise<Person & { readonly seed: string }> {
  const admin = await newPerson(browser, "SUBSCRIBER", name);
  const seed = await turnOnSecondFactor(admin);
  const db = openDb(sandbox().databaseUrl, { poolMax: 1, applicationName: "e2e-admin" });
  try {
    await db.user.update({ where: { email: admin.email }, data: { role: "ADMIN" } });
  } finally {
    await db.$disconnect();
  }
  // Who asks is remembered for 1.5 s.
  await expect.poll(async () => (await admin.page.request.get("/admin/ledger")).status()).toBe(200);
  return { ...admin, seed };
}

/** Sets payouts up on the stand-in's page, until the provider may sell. */
export async function onboard({ page }: Person): Promise<void> {
  await page.goto("/provider/earnings");
  await page.getByRole("button", { name: "Set up payouts" }).click();
  await page.getByRole("button", { name: "Complete the set-up" }).click();
  await expect(page).toHaveURL(/\/provider\/earnings/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Ready to sell")).toBeVisible({ timeout: 500 });
  }).toPass();
}

export interface NewStrategy {
  readonly name: string;
  /** A month, as typed: "49.99". */
  readonly price: string;
}

/** Makes a strategy in the editor. @returns its id and slug */
export async function createStrategy(
  { page }: Person,
  { name, price }: NewStrategy,
): Promise<{ id: string; slug: string }> {
  await page.goto("/provider/strategies/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Description").fill("Follows the larger move; the stop stands before the entry does.");
  await page.getByLabel("Pairs").fill("BTC/USDT");
  await page.getByRole("group", { name: "Timeframes" }).getByLabel("15m").check();
  await page
    .getByRole("group", { name: "Exchanges" })
    .getByLabel(/binance$/i)
    .check();
  await page.getByLabel("Price a month").fill(price);
  await page.getByRole("button", { name: "Create strategy" }).click();
  await expect(page).toHaveURL(/\/provider\/strategies\/str_/);
  const id = /str_\w+/.exec(page.url())?.[0] ?? "";
  const answer = await page.request.get(`/api/strategies/${id}`);
  const { slug, status } = (await answer.json()) as { slug: string; status: string };
  expect(status).toBe("ACTIVE");
  return { id, slug };
}

/** Subscribes and pays on the stand-in's Checkout page; access comes by the webhook. */
export async function subscribeAndPay({ page }: Person, slug: string): Promise<void> {
  await page.goto(`/strategies/${slug}/subscribe`);
  await page.getByRole("button", { name: /^Subscribe for/ }).click();
  await page.getByRole("button", { name: /^Pay / }).click();
  await expect(page).toHaveURL(/\/subscriptions/);
  await expect(async () => {
    const answer = await page.request.get("/api/subscriptions");
    const { items } = (await answer.json()) as { items: { status: string }[] };
    expect(items.map((item) => item.status)).toContain("ACTIVE");
  }).toPass();
}
