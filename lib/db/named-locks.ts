import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { AppError } from "@/lib/kernel/errors";

const LOOK_MS = 25;
/** Longer than anything takes that is done under a lock: whoever waits so long is told to come again. */
const WAIT_MAX_MS = 60_000;

/**
 * Locks by name that no transaction holds: what waits for an outside system must keep neither a transaction nor a connection of the pool. All
 * locks of a process are session-level advisory locks on one connection of their own; when the process dies, its connection ends and Postgres
 * frees them. When only that connection breaks, another process may come in: so what is done under a lock must bear a repeat.
 */
export class NamedLocks {
  readonly #connect: () => Client;
  readonly #queues = new Map<string, Promise<void>>();
  #client: Promise<Client> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(url: string, applicationName: string) {
    this.#connect = () => new Client({ connectionString: url, application_name: `${applicationName}-locks` });
  }

  /**
   * Does `work` while nobody else does anything under `name`, in this process or another.
   * @throws AppError "unavailable" when it is not free within a minute
   */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(name) ?? Promise.resolve();
    let leave: () => void = () => undefined;
    const mine = new Promise<void>((done) => {
      leave = done;
    });
    const tail = before.then(() => mine);
    this.#queues.set(name, tail);
    await before;
    try {
      const client = await this.#take(name);
      try {
        return await work();
      } finally {
        // On a connection that broke it is free already.
        await this.#ask(client, "pg_advisory_unlock", name).catch(() => false);
      }
    } finally {
      leave();
      if (this.#queues.get(name) === tail) this.#queues.delete(name);
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #take(name: string): Promise<Client> {
    const until = Date.now() + WAIT_MAX_MS;
    for (;;) {
      const client = await this.#session();
      // A connection that broke meanwhile is followed by a new one.
      if (await this.#ask(client, "pg_try_advisory_lock", name).catch(() => false)) return client;
      if (Date.now() > until)
        throw new AppError("unavailable", "Somebody else is busy with the same thing. Try again in a minute.", {
          retryAfterSec: 60,
        });
      await pause(LOOK_MS);
    }
  }

  /** One question at a time on the one connection. @returns what Postgres answers */
  #ask(client: Client, verb: "pg_try_advisory_lock" | "pg_advisory_unlock", name: string): Promise<boolean> {
    const asked = this.#turn.then(() =>
      client.query<{ yes: boolean }>(`SELECT ${verb}(hashtextextended($1, 0)) AS yes`, [name]),
    );
    this.#turn = asked.catch(() => undefined);
    return asked.then(({ rows }) => rows[0]?.yes === true);
  }

  #session(): Promise<Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Client> {
    const client = this.#connect();
    const forget = (): void => {
      this.#client = null;
    };
    client.on("error", forget);
    client.on("end", forget);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      forget();
      throw new AppError("unavailable", "The database did not answer in time. Try again.", { cause, retryAfterSec: 2 });
    }
  }
}
