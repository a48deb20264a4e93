import { existsSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { newPerson } from "./support/people.ts";
import { signedIn } from "./support/sign-in.ts";
import { E2E, sandbox } from "./support/site.ts";

test.describe("the served site", () => {
  test("is what npm run up promised: its sign-ins, a database, an address", async ({ request }) => {
    const { baseUrl, databaseUrl, users } = sandbox();
    expect(baseUrl).toBe(E2E.baseUrl);
    expect(databaseUrl).toMatch(/^postgres:\/\//);
    expect(users.map((user) => user.role)).toEqual(["ADMIN", "PROVIDER", "SUBSCRIBER", "PROVIDER"]);
    for (const { email, password, role } of users) {
      const answer = await request.post("/api/auth/login", { data: { email, password } });
      expect(answer.status(), `${role} signs in`).toBe(200);
      expect(await answer.json()).toMatchObject({ user: { email, role, emailVerified: true } });
    }
  });

  test("says that it lives and that it is ready", async ({ request }) => {
    expect((await request.get("/api/health")).status()).toBe(200);
    expect((await request.get("/api/ready")).status()).toBe(200);
  });

  test("runs from a data folder that the database's own user cannot enter", () => {
    // Only root's server runs as another user; everybody else's data stays in its folder.
    expect(existsSync(`${E2E.dataDir}/postgres`)).toBe(process.getuid?.() !== 0);
  });

  test("shows the front page with the sandbox's banner, and no console error", async ({ page }) => {
    const errors: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
    page.on("pageerror", (error) => void errors.push(error.message));
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(/sandbox/i).first()).toBeVisible();
    expect(errors).toEqual([]);
  });

  test("loads nothing from elsewhere", async ({ page }) => {
    const strangers: string[] = [];
    page.on("request", (asked) => {
      if (new URL(asked.url()).origin !== new URL(E2E.baseUrl).origin && !asked.url().startsWith("data:"))
        strangers.push(asked.url());
    });
    for (const path of ["/", "/strategies", "/login", "/register"]) await page.goto(path, { waitUntil: "networkidle" });
    expect(strangers).toEqual([]);
  });

  test("keeps what is not there, and what is another role's, inside the one frame that is there", async ({
    browser,
  }) => {
    const lost = [
      { as: null, path: "/no-such-page", says: "There is nothing here" },
      { as: null, path: "/strategies/no-such-strategy", says: "There is nothing here" },
      { as: "SUBSCRIBER", path: "/signals/sig_none", says: "There is nothing here" },
      { as: "SUBSCRIBER", path: "/admin", says: "There is nothing here" },
      { as: "SUBSCRIBER", path: "/provider", says: "This is not for this kind of account" },
      { as: "ADMIN", path: "/dashboard", says: "This is not for this kind of account" },
      { as: "ADMIN", path: "/strategies/sandbox-signals/subscribe", says: "This is not for this kind of account" },
    ] as const;
    const states = { SUBSCRIBER: await signedIn(browser, "SUBSCRIBER"), ADMIN: await signedIn(browser, "ADMIN") };
    for (const { as, path, says } of lost) {
      const page = await browser.newPage(as === null ? {} : { storageState: states[as] });
      await page.goto(path);
      await expect(page.getByRole("heading", { name: says }), path).toBeVisible();
      await expect(page.locator(".topbar"), `${path}: top bars`).toHaveCount(1);
      await expect(page.locator("main"), `${path}: main parts`).toHaveCount(1);
      await page.close();
    }
  });

  test("opens the palette and the list of keys within sight, and gives the focus back when they close", async ({
    browser,
  }) => {
    const page = await browser.newPage({ storageState: await signedIn(browser, "SUBSCRIBER") });
    await page.goto("/dashboard");
    await page.waitForLoadState("networkidle"); // the keys are heard once the page's script runs
    const before = page.getByRole("button", { name: "Stop all trading" });
    for (const [key, shown] of [
      ["Control+k", page.getByRole("combobox")],
      ["?", page.getByRole("heading", { name: "Keys" })],
    ] as const) {
      await before.focus();
      await page.keyboard.press(key);
      await expect(shown, key).toBeInViewport({ ratio: 1 });
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog"), key).toHaveCount(0);
      await expect(before, key).toBeFocused();
    }
    await page.close();
  });

  test("leads from each open line of the first steps to its place", async ({ browser }) => {
    const { page } = await newPerson(browser, "SUBSCRIBER", "First Steps");
    await page.goto("/dashboard");
    const steps = page.getByRole("list", { name: "Getting started" });
    await expect(steps.getByRole("listitem").filter({ hasText: "Confirm e-mail" })).toContainText("done");
    for (const [name, path] of [
      ["Turn on", "/settings/security"],
      ["Follow one strategy on paper", "/strategies"],
      ["See its first signal", "/signals"],
      ["Run a backtest", "/backtests/new"],
      ["Add a trade-only key", "/settings/keys"],
      ["Have the key confirmed by its exchange", "/settings/keys"],
    ] as const)
      await expect(steps.getByRole("link", { name, exact: true })).toHaveAttribute("href", path);
    await page.context().close();
  });
});
