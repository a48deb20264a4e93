import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

/** What a button of the page saves. */
export async function downloaded(page: Page, button: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return readFileSync(await (await coming).path(), "utf8");
}

/** Gives the strategy's Ledger tab a file to compare its chain with. */
export async function compareOnPage(page: Page, name: string, content: string): Promise<void> {
  await page
    .getByLabel("Compare with a head or chain kept earlier")
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
}

/** A chain whose first event was changed and whose hashes were all computed anew, by code of the tests' own. */
export function rebuilt(chain: string): string {
  let prevHash = "0".repeat(64);
  return chain
    .trim()
    .split("\n")
    .map((line) => {
      const { hash: _hash, prevHash: _prev, ...event } = JSON.parse(line);
      if (event.seq === 1) event.body.note = "Never said";
      const hash = createHash("sha256")
        .update(prevHash + sorted(event))
        .digest("hex");
      const whole = { ...event, prevHash, hash };
      prevHash = hash;
      return `${JSON.stringify(whole)}\n`;
    })
    .join("");
}

/** RFC 8785 for what a chain holds: texts, whole numbers, lists and objects. */
function sorted(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${sorted(one)}`).join(",")}}`;
}
