import type { Connection } from "./connection.ts";

const NOBODY: ReadonlySet<Connection> = new Set();

/** Who listens to what, by key: a telling goes through those that it is for, not through all sockets of the process. */
export class Audiences {
  readonly #by = new Map<string, Set<Connection>>();

  of(key: string): ReadonlySet<Connection> {
    return this.#by.get(key) ?? NOBODY;
  }

  join(key: string, connection: Connection): void {
    const present = this.#by.get(key);
    if (present === undefined) this.#by.set(key, new Set([connection]));
    else present.add(connection);
  }

  leave(key: string, connection: Connection): void {
    const present = this.#by.get(key);
    if (present?.delete(connection) === true && present.size === 0) this.#by.delete(key);
  }

  keys(): IterableIterator<string> {
    return this.#by.keys();
  }
}
