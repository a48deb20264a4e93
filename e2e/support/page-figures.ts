import type { Locator } from "@playwright/test";

/** A figure as the page writes it, as a plain decimal string: no grouping, a true minus. */
export function plainFigure(text: string): string {
  return text.replace(/[\s,\u00a0\u202f+▲▼]/g, "").replace("\u2212", "-");
}

/** A whole figure of a cell: its title where the text is shortened, and without the zeros that line a column up. */
async function wholeFigure(cell: Locator): Promise<string> {
  const title = cell.locator("[title]").first();
  const text = (await title.count()) > 0 ? await title.getAttribute("title") : await cell.innerText();
  return plainFigure(text ?? "")
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** The row of an open position. */
export async function openRow(row: Locator): Promise<Readonly<Record<string, string>>> {
  const cells = row.locator("td");
  const names = ["qty", "entryPrice", "markPrice", "stopLoss", "pnl"];
  return Object.fromEntries(
    await Promise.all(names.map(async (name, at) => [name, await wholeFigure(cells.nth(at + 1))] as const)),
  );
}

/** The row of a closed trade in /history. */
export async function closedRow(row: Locator): Promise<Readonly<Record<string, string>>> {
  const cells = row.locator("td");
  return {
    entryQty: await wholeFigure(cells.nth(1)),
    entryPrice: await wholeFigure(cells.nth(2)),
    fees: await wholeFigure(cells.nth(4)),
    realisedPnl: await wholeFigure(cells.nth(5)),
  };
}
