import type { Exchange } from "ccxt";
import { DAY_MS, SECOND_MS } from "@/lib/kernel/time";

/** More pages than any account fills between two looks; a venue that repeats a page for ever is stopped here. */
const PAGES_MAX = 1_000;

/** What ccxt measures of two equal clocks is how long the answer took. */
const SAME_TIME_MS = SECOND_MS;

/** The time at the exchange: where our clock is behind, a list that ends at our time would miss what just happened. */
export function timeAt(exchange: Exchange): number {
  const ahead: unknown = exchange.options["timeDifference"];
  const now = exchange.milliseconds();
  return typeof ahead === "number" && Math.abs(ahead) > SAME_TIME_MS ? now - ahead : now;
}

/** [from, until) spans of at most `days` days up to and including `now`: what venues let one ask for at once. */
export function spans(since: number, now: number, days: number): readonly { from: number; until: number }[] {
  const length = days * DAY_MS - SECOND_MS; // Binance USD-M wants less than its seven days
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

/**
 * All entries between two times of a venue that lists by time alone and does not say from which end: a span that fills a page may hold more, so its
 * halves are asked for.
 */
export async function halvedPages<Entry>(
  from: number,
  until: number,
  pageSize: number,
  ask: (from: number, until: number) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  const page = await ask(from, until);
  if (page.length < pageSize || until <= from) return page;
  const middle = Math.floor((from + until) / 2);
  const older = await halvedPages(from, middle, pageSize, ask);
  return [...older, ...(await halvedPages(middle + 1, until, pageSize, ask))];
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
