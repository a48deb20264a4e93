import { expect, type Page } from "@playwright/test";

/** Cents of an amount as pages write it: "−$1,234.50" is -123450. @throws Error where it is no amount in dollars */
export function cents(text: string): number {
  const [, minus, whole = "", part] = /^(−?)\$([\d,]+)\.(\d\d)$/.exec(text.trim()) ?? [];
  if (part === undefined) throw new Error(`"${text}" is no amount in dollars`);
  const amount = Number(whole.replaceAll(",", "")) * 100 + Number(part);
  return minus === "" ? amount : -amount;
}

/** The trial balance as an admin reads it: each account with its balance in cents, and the sum of all as "Sum". */
export async function trialBalance(page: Page): Promise<Record<string, number>> {
  await page.goto("/admin/ledger");
  const rows = page.getByRole("table", { name: "Trial balance" }).getByRole("row");
  await expect(rows.last()).toContainText("Sum");
  const cells = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
  );
  return Object.fromEntries(
    cells.flatMap(([account, , , , balance]) =>
      account === undefined || balance === undefined ? [] : [[account, cents(balance)]],
    ),
  );
}
