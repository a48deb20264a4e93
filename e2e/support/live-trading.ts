import { expect, type Page } from "@playwright/test";
import { call } from "./call.ts";

/** An open position as our API tells it. */
export interface HeldRow {
  readonly id: string;
  readonly mode: string;
  readonly state: string;
  readonly qty: string;
  readonly stopLoss: string | null;
  readonly shortfall?: Record<string, string> | null;
}

export async function held(page: Page): Promise<readonly HeldRow[]> {
  return (await call<{ items: HeldRow[] }>(page, "GET", "/api/positions?state=OPEN")).body.items;
}

/** Fills in the last step of a page "Going live" whose conditions are met, and takes it. */
export async function takeLastStep(page: Page, button: string): Promise<void> {
  await expect(page.getByText("Missing:")).toHaveCount(0);
  const start = page.getByRole("button", { name: button });
  await expect(start).toBeDisabled();
  await page.getByLabel(/I trade with real money/).check();
  await page.getByLabel("Type LIVE").fill("LIVE");
  await page.getByLabel("Type LIVE").press("Enter");
  await expect(start).toBeEnabled();
  await start.click();
}

/** Waits until the newest thing that was asked for by hand is bought, and opens its position. */
export async function openBought(page: Page): Promise<void> {
  const newest = page.getByRole("list", { name: "Asked for by hand" }).getByRole("listitem").first();
  await expect(newest).toContainText("Bought");
  await newest.getByRole("link", { name: "Open the position" }).click();
  await expect(page.getByRole("heading", { name: /Long BTC\/USDT/ })).toBeVisible();
  await expect(page.getByRole("main").getByText("LIVE", { exact: true })).toBeVisible();
}

/** Closes the one position on the page and waits until the exchange has. */
export async function closeShown(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Close long/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("by a market order on your exchange account");
  await dialog.getByRole("button", { name: "Close position" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => held(page).then((rows) => rows.length)).toBe(0);
}
