/**
 * Who asks for what is others'. `otherUser` pays for another strategy; `unpaid` for none: both may do what any signed-in subscriber may, so one
 * column of a row speaks of both.
 */
export const STRANGERS = ["anonymous", "otherUser", "unpaid", "otherProvider", "admin"] as const;
export type Stranger = (typeof STRANGERS)[number];

/** By column: a guest, a subscriber (other user and unpaid alike), another provider, an admin. */
export type Columns<T> = readonly [anonymous: T, subscriber: T, otherProvider: T, admin: T];

const COLUMN: Readonly<Record<Stranger, 0 | 1 | 2 | 3>> = {
  anonymous: 0,
  otherUser: 1,
  unpaid: 1,
  otherProvider: 2,
  admin: 3,
};

export function columnOf<T>(row: Columns<T>, stranger: Stranger): T {
  return row[COLUMN[stranger]];
}
