import { expect, type Page } from "@playwright/test";
import { generate } from "otplib";

const STEP_MS = 30_000;

/** The app on somebody's phone. A code counts once, so it waits for the next one where the present one was shown already. */
export class Authenticator {
  readonly #secret: string;
  #shown: number;

  /** A moment ago `secret` was confirmed by a code of this app. */
  constructor(secret: string) {
    this.#secret = secret;
    this.#shown = Date.now();
  }

  /** Types a code on the page that asks for one, at sign-in or before something dangerous, and goes on to where it leads. */
  async confirm(page: Page): Promise<void> {
    await expect(page).toHaveURL(/\/login\/mfa/);
    const step = (at: number): number => Math.floor(at / STEP_MS);
    await expect.poll(() => step(Date.now()), { timeout: STEP_MS + 5_000 }).toBeGreaterThan(step(this.#shown));
    this.#shown = Date.now();
    await page.getByLabel("Code", { exact: true }).fill(await generate({ secret: this.#secret }));
    await page.getByRole("button", { name: /^(Confirm|Sign in)$/ }).click();
    await expect(page).not.toHaveURL(/\/login\/mfa/);
  }
}
