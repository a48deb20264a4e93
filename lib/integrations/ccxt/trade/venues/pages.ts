import { DAY_MS } from "@/lib/kernel/time";

/** More pages than any account fills between two looks; a venue that repeats a page for ever is stopped here. */
const PAGES_MAX = 1_000;

/** [from, until) spans of at most `days` days up to and including `now`: what venues let one ask for at once. */
export function spans(since: number, now: number, days: number): readonly { from: number; until: number }[] {
  const length = days * DAY_MS;
  const result: { from: number; until: number }[] = [];
  for (let from = since; from <= now || result.length === 0; from += length)
    result.push({ from, until: Math.min(from + length, Math.max(now, since) + 1) });
  return result;
}

/** Page after page until one is not full. `next` gives the place to go on from; the same place twice ends it. */
export async function pagesOf<Page, Place>(
  start: Place,
  read: (place: Place) => Promise<{ page: readonly Page[]; next: Place | null }>,
): Promise<readonly Page[]> {
  const all: Page[] = [];
  let place: Place | null = start;
  for (let pages = 0; place !== null && pages < PAGES_MAX; pages += 1) {
    const { page, next }: { page: readonly Page[]; next: Place | null } = await read(place);
    all.push(...page);
    place = next === place ? null : next;
  }
  return all;
}

/** The largest of a page's ids; null where they are no numbers. */
export function newestId(page: readonly { readonly id?: string | undefined }[]): bigint | null {
  let newest: bigint | null = null;
  for (const { id } of page) {
    if (id === undefined || !/^\d+$/.test(id)) continue;
    const value = BigInt(id);
    if (newest === null || value > newest) newest = value;
  }
  return newest;
}
