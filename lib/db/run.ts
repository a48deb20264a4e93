import type { Db, Tx } from "./client.ts";

/** Runs one statement: prepared past Prisma (`db.prepared`), or as a part of a transaction (`within`). */
export type Run = Db["prepared"];

// Not told by the client itself: a transaction's client has every method of the one that it came from.
export function within(tx: Tx): Run {
  return <Row extends object>(_name: string, text: string, values: readonly unknown[]) =>
    tx.$queryRawUnsafe<Row[]>(text, ...values);
}
