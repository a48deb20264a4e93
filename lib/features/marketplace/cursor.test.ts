import { expect, it } from "vitest";
import { encodeCursor, olderThan, pageOf, pageOfAll } from "./cursor.ts";

const [first, second] = [
  { id: "sig_2", at: new Date(2_000) },
  { id: "sig_1", at: new Date(1_000) },
];

it("ends a list where no row was read beyond the limit", () => {
  expect(pageOf([first, second], 2, ({ at }) => at)).toEqual({ items: [first, second], nextCursor: null });
  expect(pageOf([], 2, () => new Date(0))).toEqual({ items: [], nextCursor: null });
});

it("goes on behind the last row that is shown, by its time and, of one moment, by its id", () => {
  const { items, nextCursor } = pageOf([first, second], 1, ({ at }) => at);
  expect(items).toEqual([first]);
  expect(olderThan(nextCursor ?? "", (at) => ({ at }))).toEqual({
    OR: [{ at: { lt: first.at } }, { at: first.at, id: { lt: first.id } }],
  });
});

it.each([
  undefined,
  "",
  "nonsense",
  encodeCursor(new Date(0), "ID' OR 1"),
  encodeCursor(new Date(-62_198_755_200_000), "sig_1"), // the year before the first
  encodeCursor(new Date(253_402_300_800_000), "sig_1"), // the year 10000
])("begins at the start for %j", (cursor) => {
  expect(olderThan(cursor, (at) => ({ at }))).toEqual({});
});

it("pages through a list that is read whole, each row once, also where the row of the cursor has gone", () => {
  const rows = [5, 4, 4, 3, 1].map((time, place) => ({ id: `key_${9 - place}`, at: new Date(time * 1_000) }));
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = pageOfAll(rows, { cursor, limit: 2 }, (row) => row);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(rows.map(({ id }) => id));
  const gone = encodeCursor(new Date(4_000), "key_gone");
  expect(pageOfAll(rows, { cursor: gone, limit: 9 }, (row) => row).items.map(({ id }) => id)).toEqual([
    "key_6",
    "key_5",
  ]);
  expect(pageOfAll(rows, { cursor: encodeCursor(new Date(0), "key_1"), limit: 9 }, (row) => row)).toEqual({
    items: [],
    nextCursor: null,
  });
});
