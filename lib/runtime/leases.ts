import type pg from "pg";
import type { Log } from "@/lib/ports/log";
import { sessionClient } from "./listen.ts";

export interface LeaseOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly log: Log;
  /** How often a lease held by another process is asked for again. */
  readonly retryMs?: number;
}

interface Task {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
  running: { readonly stop: AbortController; readonly done: Promise<void> } | null;
}

/**
 * Work that one process at a time may do, by session-level advisory locks on one connection. When the holder dies its connection ends and
 * Postgres frees its locks at once; when only the connection dies, the holder's work is aborted before it asks again. The gap between the
 * two is why each such work must stand a repeat.
 */
export class Leases {
  readonly #options: LeaseOptions;
  readonly #tasks = new Map<string, Task>();
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /**
   * Runs `run` whenever this process holds the lease `name`. Its signal is aborted when the lease is lost or given up, and `run` should
   * then end soon; the lease is released only after it ended. A `run` that throws or ends is started again after a second.
   */
  hold(name: string, run: (signal: AbortSignal) => Promise<void>): void {
    this.#tasks.set(name, { name, run, running: null });
    this.#wake(0);
  }

  /** Aborts all work, waits for it and frees the locks. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
    const running = [...this.#tasks.values()].flatMap((task) => (task.running === null ? [] : [task.running]));
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ done }) => done));
    await this.#client?.end().catch(() => undefined);
    this.#client = null;
  }

  #wake(inMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#turn = this.#turn.then(() => this.#tryAll());
    }, inMs);
  }

  async #tryAll(): Promise<void> {
    try {
      if (this.#stopped) return;
      const client = this.#client ?? (await this.#connect());
      for (const task of this.#tasks.values()) {
        if (task.running !== null) continue;
        const { rows } = await client.query<{ held: boolean }>(
          "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held",
          [`lease ${task.name}`],
        );
        if (rows[0]?.held === true && client === this.#client) this.#start(task, client);
      }
    } catch (error) {
      this.#options.log.warn({ err: error }, "leases: the database did not answer");
      this.#lost(this.#client);
    } finally {
      this.#wake(this.#options.retryMs ?? 1_000);
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = sessionClient(this.#options.url, this.#options.applicationName);
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    this.#client = client;
    return client;
  }

  #lost(client: pg.Client | null): void {
    if (client === null || client !== this.#client || this.#stopped) return;
    this.#client = null;
    client.end().catch(() => undefined);
    for (const task of this.#tasks.values()) task.running?.stop.abort();
  }

  async #release(task: Task, client: pg.Client): Promise<void> {
    task.running = null;
    if (client !== this.#client) return; // the lock went with its connection
    await client
      .query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [`lease ${task.name}`])
      .catch(() => this.#lost(client));
  }

  #start(task: Task, client: pg.Client): void {
    const stop = new AbortController();
    this.#options.log.info({ lease: task.name }, "lease held");
    const done = task
      .run(stop.signal)
      .catch((error: unknown) => this.#options.log.error({ lease: task.name, err: error }, "leased work failed"))
      .then(() => {
        // One query at a time on this connection, so the release waits for a round of asking that is under way.
        this.#turn = this.#turn.then(() => this.#release(task, client));
        return this.#turn;
      });
    task.running = { stop, done };
  }
}
