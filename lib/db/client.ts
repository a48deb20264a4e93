import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { copyRows, type RawValue } from "./copy-rows.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { NamedLocks } from "./named-locks.ts";

export { Prisma };

/** A transaction's client: what repository functions take, so that a verb decides what is one transaction. */
export type Tx = Prisma.TransactionClient;

/** The database as verbs see it: queries, one transaction, and events that wake their readers after the commit. */
export type Db = Omit<PrismaClient, "$on" | "$connect" | "$extends" | "$transaction"> & {
  /**
   * Runs `work` in one transaction (read committed unless told). When `work` wrote to the outbox, readers are woken once after the
   * commit: a NOTIFY inside the transaction would serialise every commit (STYLE 3).
   */
  transaction<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { isolation?: Prisma.TransactionIsolationLevel; timeoutMs?: number },
  ): Promise<T>;
  /**
   * Does `work` while nobody else does anything under `name`, without a transaction: for what waits for an outside system (NamedLocks).
   * @throws AppError "unavailable" when it is not free within a minute
   */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Wakes the outbox readers: one NOTIFY for all callers that wait at this moment. */
  wakeOutbox(): void;
  /**
   * One prepared statement in a transaction of its own, past Prisma: for the few hot paths where its 1 to 2 ms count. `name` names the text for
   * good, and it is planned once a connection, whatever its values. A statement that writes to the outbox calls `wakeOutbox` afterwards.
   */
  prepared<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Rows of one statement as the wire has them (copyRows), for columns of many megabytes that Prisma would take as text. Values in the
   * statement are quoted by `escapeLiteral`; it runs outside any transaction.
   */
  copyRows(select: string, onRow: (row: readonly RawValue[]) => void): Promise<void>;
};

/** Connections of `prepared`, beside those of the pool: its statements take about a millisecond each. */
const HOT_MAX = 4;
/**
 * Left to itself the server plans a statement over partitions for each call, which takes longer than running it. A plan that is kept may be made
 * while a table is empty and would then read all of it until the next ANALYZE: what runs here is looked up by an index.
 */
const HOT_OPTIONS = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off";

/** Opens a pool on `url`. The caller closes it with `$disconnect`. */
export function openDb(url: string, options: { poolMax?: number; applicationName?: string } = {}): Db {
  const connection = {
    connectionString: url,
    application_name: options.applicationName ?? "heliograph",
    // While a process starts on a busy machine its own loading keeps it from reading the server's answer for seconds.
    connectionTimeoutMillis: 15_000,
    // A new connection reads the catalogue anew, table by table: the first signal after a quiet minute took a fifth longer.
    idleTimeoutMillis: 10 * 60_000,
  };
  const pool = new Pool({ ...connection, max: options.poolMax ?? 10 });
  const hot = new Pool({ ...connection, max: HOT_MAX, options: HOT_OPTIONS });
  // A connection that is lost while nobody uses it is left out of the pool by then; unheard, its error would end the process.
  hot.on("error", () => undefined);
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  const client = new PrismaClient({ adapter });
  const locks = new NamedLocks(url, options.applicationName ?? "heliograph");
  const disconnect = client.$disconnect.bind(client);
  const wakeOutbox = coalesce(
    () => hot.query({ name: "wake-outbox", text: "SELECT pg_notify('outbox', '')" }),
    WAKE_GAP_MS,
  );
  return Object.assign(client, {
    wakeOutbox,
    exclusively: <T>(name: string, work: () => Promise<T>) => locks.run(name, work),
    $disconnect: async () => {
      await locks.close();
      await hot.end();
      await disconnect();
    },
    async prepared<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
      return (await hot.query<Row>({ name, text, values: [...values] })).rows;
    },
    copyRows: (select: string, onRow: (row: readonly RawValue[]) => void) => copyRows(pool, select, onRow),
    async transaction<T>(
      work: (tx: Tx) => Promise<T>,
      given: { isolation?: Prisma.TransactionIsolationLevel; timeoutMs?: number } = {},
    ): Promise<T> {
      let wroteEvent = false;
      const result = await client.$transaction(
        async (tx) => {
          const value = await work(tx);
          wroteEvent = outboxWriters.has(tx);
          return value;
        },
        {
          maxWait: 5_000,
          timeout: given.timeoutMs ?? 10_000,
          ...(given.isolation === undefined ? {} : { isolationLevel: given.isolation }),
        },
      );
      if (wroteEvent) wakeOutbox();
      return result;
    },
  });
}

const holder = globalThis as typeof globalThis & { heliographOutboxWriters?: WeakSet<object> };

/**
 * Transactions that wrote an event. Kept on globalThis: server.ts opens the database and Next's routes write to it, each with a copy of this
 * module; with a set of its own in each, what a route published woke nobody and waited for the readers' poll.
 */
const outboxWriters = holder.heliographOutboxWriters ?? new WeakSet<object>();
holder.heliographOutboxWriters = outboxWriters;

export { escapeLiteral } from "pg";
export type { RawValue };

/** Called by lib/events when a transaction wrote an event. */
export function markOutboxWritten(tx: Tx): void {
  outboxWriters.add(tx);
}

/**
 * The first of a burst wakes at once, the others so much later at most: each waking is a read by every process. Where wakings follow each other
 * without a pause (over a hundred commits a second), they come in ever larger groups, up to the second figure.
 */
const WAKE_GAP_MS = { first: 10, most: 40 };

/**
 * One call under way and at most one waiting behind it, however many ask, and none sooner than a gap after the one before. A failure is left to the
 * readers' own poll each second.
 */
function coalesce(send: () => Promise<unknown>, gap: { readonly first: number; readonly most: number }): () => void {
  let running = false;
  let again = false;
  const run = (gapMs: number): void => {
    running = true;
    void Promise.allSettled([send(), new Promise((resolve) => setTimeout(resolve, gapMs))]).then(() => {
      running = false;
      if (again) {
        again = false;
        run(Math.min(2 * gapMs, gap.most));
      }
    });
  };
  return () => {
    if (running) again = true;
    else run(gap.first);
  };
}
