import type { Locator } from "@playwright/test";

/** A figure as the page writes it, as a plain decimal string: no grouping, a true minus. */
export function plainFigure(text: string): string {
  return text.replace(/[\s,\u00a0\u202f+▲▼]/g, "").replace("\u2212", "-");
}

/** The row of an open position: what its cells say; of the P&L, which is shortened, the whole value in its title. */
export async function openRow(row: Locator): Promise<Readonly<Record<string, string>>> {
  const cells = row.locator("td");
  const [qty, entryPrice, markPrice, stopLoss] = await Promise.all(
    [1, 2, 3, 4].map(async (at) => plainFigure(await cells.nth(at).innerText())),
  );
  const pnl = plainFigure((await cells.nth(5).locator("[title]").getAttribute("title")) ?? "");
  return { qty: qty ?? "", entryPrice: entryPrice ?? "", markPrice: markPrice ?? "", stopLoss: stopLoss ?? "", pnl };
}

/** The row of a closed trade in /history. */
export async function closedRow(row: Locator): Promise<Readonly<Record<string, string>>> {
  const cells = row.locator("td");
  const title = async (at: number) =>
    plainFigure((await cells.nth(at).locator("[title]").first().getAttribute("title")) ?? "");
  return {
    entryQty: plainFigure(await cells.nth(1).innerText()),
    entryPrice: plainFigure(await cells.nth(2).innerText()),
    fees: await title(4),
    realisedPnl: await title(5),
  };
}
