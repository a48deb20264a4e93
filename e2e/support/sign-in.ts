import { type Browser, type BrowserContextOptions, expect } from "@playwright/test";
import { sandbox } from "./site.ts";

export type SandboxRole = "ADMIN" | "PROVIDER" | "SUBSCRIBER";
export type StorageState = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** The cookies of a sandbox user who has signed in through the page. */
export async function signedIn(browser: Browser, role: SandboxRole, baseURL?: string): Promise<StorageState> {
  const user = sandbox().users.find((one) => one.role === role);
  if (user === undefined) throw new Error(`the sandbox has no ${role}`);
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(user.email);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/login/);
  const state = await context.storageState();
  await context.close();
  return state;
}
