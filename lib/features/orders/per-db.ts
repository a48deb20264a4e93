import type { Db } from "@/lib/db/client";

/** One of something for each database that this process works with, made when it is first asked for. */
export function perDb<T extends object>(make: (db: Db) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>();
  return (db) => {
    const one = made.get(db) ?? make(db);
    made.set(db, one);
    return one;
  };
}
