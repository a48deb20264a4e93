import { type Browser, expect, type Page, test } from "@playwright/test";
import { codeOf, stepAt } from "@/lib/features/accounts/totp";
import { OidcService } from "./support/oidc.ts";
import { E2E } from "./support/site.ts";

const PASSWORD = "a fine sentence of mine";

/** A fresh address for each test: they share one site. */
function address(name: string): string {
  return `${name}-${Date.now().toString(36)}@example.org`;
}

async function register(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/welcome");
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The links of the newest mail to `email` whose subject fits; the worker sends it in a moment. */
async function mailedLinks(page: Page, email: string, subject: RegExp): Promise<string[]> {
  let links: string[] = [];
  await expect(async () => {
    const answer = await page.request.get(`/api/dev/mailbox?to=${encodeURIComponent(email)}`);
    const { items } = (await answer.json()) as { items: { subject: string; links: string[] }[] };
    const found = items.find((mail) => subject.test(mail.subject));
    expect(found).toBeDefined();
    links = found?.links ?? [];
  }).toPass({ timeout: 15_000 });
  return links;
}

/** Turns the second factor on; its step is the one before the present, so that the present one still works. */
async function secure(page: Page): Promise<{ seed: string; recoveryCodes: string[] }> {
  await page.goto("/settings/security");
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up second factor" }).click();
  const seed = ((await page.getByTestId("totp-seed").textContent()) ?? "").replace(/\s/g, "");
  const code = codeOf(seed, stepAt(Date.now()) - 1n);
  await page.getByLabel("Code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole("button", { name: "Turn on second factor" }).click();
  const codes = page.getByLabel("Recovery codes", { exact: true });
  await expect(codes).toBeVisible();
  return { seed, recoveryCodes: ((await codes.textContent()) ?? "").trim().split("\n") };
}

/** @returns the mailed link */
async function askForNewPassword(page: Page, email: string): Promise<string> {
  await page.goto("/forgot");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("is on its way")).toBeVisible();
  const [link = ""] = await mailedLinks(page, email, /new password/);
  return link;
}

async function other(browser: Browser, script = true): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: script, baseURL: E2E.baseUrl });
  return context.newPage();
}

test("registers, confirms the address, and keeps what was typed when refused", async ({ page }) => {
  const email = address("ada");
  await page.goto("/register?next=//evil.example");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("password1");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("attackers try first")).toBeVisible();
  await expect(page.getByLabel("Password")).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/welcome");
  const [link = ""] = await mailedLinks(page, email, /Confirm/);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
});

test("tells times in the zone of the browser that signed up", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: E2E.baseUrl, timezoneId: "America/New_York" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  await register(page, address("zoned"));
  await page.goto("/settings/profile");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/New_York");
  const joined = page.locator("dl time").first();
  const at = new Date((await joined.getAttribute("datetime")) ?? "");
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York", dateStyle: "short" }).format(at);
  await expect(joined).toHaveText(day);
  expect(faults).toEqual([]);
  await context.close();
});

test("signs in with password and code, and with a recovery code without script", async ({ page, browser }) => {
  const email = address("grace");
  await register(page, email);
  const { seed, recoveryCodes } = await secure(page);
  expect(recoveryCodes).toHaveLength(10);

  const phone = await other(browser);
  await phone.goto("/settings/profile");
  await signIn(phone, email, "not the password");
  await expect(phone.getByText("E-mail or password is wrong")).toBeVisible();
  await signIn(phone, email);
  await phone.waitForURL("**/login/mfa**");
  await phone.getByLabel("Code").fill(codeOf(seed, stepAt(Date.now())));
  await phone.getByRole("button", { name: "Sign in" }).click();
  await phone.waitForURL("**/settings/profile");

  const plain = await other(browser, false);
  await plain.goto("/settings/data");
  await signIn(plain, email);
  await plain.getByRole("link", { name: /recovery code/ }).click();
  await plain.getByLabel("Recovery code").fill((recoveryCodes[0] ?? "").toUpperCase().replaceAll("-", " "));
  await plain.getByRole("button", { name: "Sign in" }).click();
  await plain.waitForURL("**/settings/data");
});

test("signs out everywhere: other pages and the API notice within 2 s", async ({ page, browser }) => {
  const email = address("joan");
  await register(page, email);
  const login = await page.request.post("/api/auth/login", { data: { email, password: PASSWORD } });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const authorization = `Bearer ${accessToken}`;
  const laptop = await other(browser);
  await laptop.goto("/login?next=/settings/profile");
  await signIn(laptop, email);
  await laptop.waitForURL("**/settings/profile");
  expect((await page.request.get("/api/subscriptions", { headers: { authorization } })).status()).toBe(200);

  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.waitForURL("**/login");
  const endedAt = Date.now();
  let askedAt = endedAt;
  await expect
    .poll(
      async () => {
        askedAt = Date.now();
        const answers = await Promise.all([
          page.request.get("/api/subscriptions", { headers: { authorization } }),
          laptop.request.get("/settings/profile", { maxRedirects: 0 }),
        ]);
        return answers.map((answer) => answer.status());
      },
      { intervals: [50] },
    )
    .toEqual([401, 307]);
  expect(askedAt - endedAt).toBeLessThan(2_000);
});

test("resets the password by mail without script, once, and leaves the second factor on", async ({ page, browser }) => {
  const email = address("rear");
  await register(page, email);
  await secure(page);
  const plain = await other(browser, false);
  const link = await askForNewPassword(plain, email);
  for (const expected of ["Your password is changed", "too old or was used already"]) {
    await plain.goto(link);
    await plain.getByLabel("New password").fill("an entirely new sentence");
    await plain.getByRole("button", { name: "Change password" }).click();
    await expect(plain.getByText(expected)).toBeVisible();
  }
  await plain.goto("/login");
  await signIn(plain, email, "an entirely new sentence");
  await plain.waitForURL("**/login/mfa**");
  await page.goto("/settings/security");
  expect(new URL(page.url()).pathname).toBe("/login");
});

test("frees an address on which a stranger turned a second factor on", async ({ page, browser }) => {
  const email = address("taken");
  await register(page, email);
  await secure(page);
  const owner = await other(browser, false);
  const link = await askForNewPassword(owner, email);
  await owner.goto(link);
  await owner.getByRole("button", { name: "free my address" }).click();
  await owner.waitForURL("**/register");
  await register(owner, email);
  await page.goto("/settings/security");
  expect(new URL(page.url()).pathname).toBe("/login");
});

test("shows an API token once, and it works until it is revoked", async ({ page }) => {
  const email = address("bot");
  await register(page, email);
  await page.goto("/settings/api");
  await expect(page.getByText("Confirm your e-mail address first")).toBeVisible();
  const [link = ""] = await mailedLinks(page, email, /Confirm/);
  await page.goto(link);
  await page.goto("/settings/api");
  await page.getByLabel("Name").fill("my bot");
  await page.getByRole("button", { name: "Make token" }).click();
  const token = ((await page.getByLabel("API token", { exact: true }).textContent()) ?? "").trim();
  const authorization = `Bearer ${token}`;
  const read = async () => (await page.request.get("/api/subscriptions", { headers: { authorization } })).status();
  expect(await read()).toBe(200);
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke my bot" }).click();
  await expect(page.getByText("No tokens")).toBeVisible();
  await expect.poll(read, { timeout: 2_000 }).toBe(401);
});

test("signs in through another service, and asks for the code after it", async ({ page, browser }) => {
  const service = await OidcService.start(E2E.oidcPort);
  try {
    const email = address("olga");
    service.person = { sub: email, email, email_verified: true, name: "Olga" };
    await page.goto("/login?next=/settings/profile");
    await page.getByRole("button", { name: "Go on with Auth0" }).click();
    await page.waitForURL("**/settings/profile");
    await expect(page.getByText(email)).toBeVisible();

    await page.goto("/settings/security");
    await page.getByRole("button", { name: "Set up second factor" }).click();
    const seed = ((await page.getByTestId("totp-seed").textContent()) ?? "").replace(/\s/g, "");
    await page.getByLabel("Code").fill(codeOf(seed, stepAt(Date.now()) - 1n));
    await page.getByRole("button", { name: "Turn on second factor" }).click();
    await expect(page.getByLabel("Recovery codes", { exact: true })).toBeVisible();

    const again = await other(browser, false);
    await again.goto("/login");
    await again.getByRole("button", { name: "Go on with Auth0" }).click();
    await again.waitForURL("**/login/mfa");
    await again.goto("/settings/profile");
    expect(new URL(again.url()).pathname).toBe("/login");

    service.person = { sub: "thief", email: address("unconfirmed"), email_verified: false, name: "T" };
    const thief = await other(browser);
    await thief.goto("/login");
    await thief.getByRole("button", { name: "Go on with Auth0" }).click();
    await expect(thief.getByText("You are not signed in")).toBeVisible();
  } finally {
    await service.stop();
  }
});

test("guards its pages: headers, a nonce of each answer's own, no way to another site", async ({ page, request }) => {
  const policies = new Set<string>();
  for (let i = 0; i < 2; i += 1) {
    const headers = (await request.get("/login")).headers();
    policies.add(headers["content-security-policy"] ?? "");
    expect(headers["content-security-policy"]).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
  expect(policies.size).toBe(2);
  const email = address("next");
  await register(page, email);
  await page.context().clearCookies();
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example/"]) {
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await signIn(page, email);
    await page.waitForURL("**/dashboard");
    await page.context().clearCookies();
  }
});
