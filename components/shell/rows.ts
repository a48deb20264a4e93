/** A card or a table row that leads somewhere: its first link is what Enter opens. */
const ROWS = "main article, main tbody tr";

/** Moves the focus among the rows of the page's list; it stops at either end. @returns whether there is a list */
export function focusRow(by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(ROWS)]
    .map((row) => row.querySelector<HTMLAnchorElement>("a[href]"))
    .filter((link) => link !== null)
    .filter((link) => link.offsetParent !== null); // on a phone the table is hidden, on a desk the cards are
  const at = nextRow(
    links.length,
    links.findIndex((link) => rowOf(link)?.contains(document.activeElement)),
    by,
  );
  const link = links[at];
  if (link === undefined) return false;
  link.focus();
  rowOf(link)?.scrollIntoView({ block: "nearest" });
  return true;
}

/** The row to go to from row `at` (-1: from outside of the list) of `count`; -1 when there is none. */
export function nextRow(count: number, at: number, by: 1 | -1): number {
  if (at === -1) return count === 0 ? -1 : 0;
  return Math.min(count - 1, Math.max(0, at + by));
}

function rowOf(link: HTMLElement): HTMLElement | null {
  return link.closest<HTMLElement>(ROWS);
}
