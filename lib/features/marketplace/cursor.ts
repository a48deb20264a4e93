export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** An opaque place in a list ordered by (time, id). */
export function encodeCursor(at: Date, id: string): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString("base64url");
}

/** What is made up may hold any number, and PostgreSQL refuses years that are not written in four digits. */
const YEAR_10000 = Date.UTC(10_000, 0);

/** Null for none and for what is no cursor of ours: a list then begins at its start. */
export function decodeCursor(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null;
  const [time, id] = Buffer.from(cursor, "base64url").toString().split(".");
  const at = Number(time);
  return Number.isSafeInteger(at) && at >= 0 && at < YEAR_10000 && id !== undefined && /^[0-9a-z_]{1,60}$/.test(id)
    ? { at, id }
    : null;
}

/** A cursor as a page's address names it; what is none of ours begins at the start. */
export function cursorOf(given: string | string[] | undefined): string | undefined {
  return typeof given === "string" && decodeCursor(given) !== null ? given : undefined;
}

/** What Prisma is asked for the rows after a cursor, newest first. `at`: how a row's time is asked for, like `(createdAt) => ({ createdAt })`. */
export function olderThan<Where extends object>(
  cursor: string | undefined,
  at: (time: Date | { lt: Date }) => Where,
): { OR?: (Where | (Where & { id: { lt: string } }))[] } {
  const after = decodeCursor(cursor);
  if (after === null) return {};
  const time = new Date(after.at);
  return { OR: [at({ lt: time }), { ...at(time), id: { lt: after.id } }] };
}

/** A page of rows that were read with one more than `limit`, and the place behind its last, by its time `at` and its id. */
export function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  at: (row: Row) => Date,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(at(last), last.id) : null };
}

/**
 * A page of a list that is read whole, newest first. `placeOf`: a row's time and its id in small letters. Where the row of the cursor has gone
 * meanwhile, what is older than it follows.
 */
export function pageOfAll<Row>(
  rows: readonly Row[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  placeOf: (row: Row) => { readonly at: Date; readonly id: string },
): Page<Row> {
  const after = decodeCursor(cursor);
  const nameOf = (row: Row): string => encodeCursor(placeOf(row).at, placeOf(row).id);
  const found = rows.findIndex((row) => nameOf(row) === cursor);
  const older = rows.findIndex((row) => after !== null && placeOf(row).at.getTime() < after.at);
  const from = after === null ? 0 : found >= 0 ? found + 1 : older >= 0 ? older : rows.length;
  const items = rows.slice(from, from + limit);
  const last = items.at(-1);
  return { items, nextCursor: from + limit < rows.length && last !== undefined ? nameOf(last) : null };
}
