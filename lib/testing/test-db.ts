import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Db, openDb } from "@/lib/db/client";
import { withDatabase } from "@/lib/db/urls";

export interface TestDb {
  /** As the web process sees it. */
  readonly web: Db;
  /** As the worker sees it. */
  readonly worker: Db;
  readonly urls: { readonly owner: string; readonly web: string; readonly worker: string };
  /** Runs SQL as the owner: to arrange a test, or to tamper. @returns the rows */
  owner<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A database of its own for the test file that calls it at top level, cloned from the migrated template and dropped after the last test.
 * The returned object's fields may be read inside tests and hooks.
 */
export function testDb(): TestDb {
  let made: { db: TestDb; close: () => Promise<void> } | undefined;
  beforeAll(async () => {
    made = await makeTestDb();
  });
  afterAll(async () => {
    await made?.close();
  });
  const get = (): TestDb => {
    if (made === undefined) throw new Error("testDb() is ready in tests and hooks, not before");
    return made.db;
  };
  return {
    get web() {
      return get().web;
    },
    get worker() {
      return get().worker;
    },
    get urls() {
      return get().urls;
    },
    owner: (sql, values) => get().owner(sql, values),
  };
}

/** Clones the template; whoever calls closes it. */
async function makeTestDb(): Promise<{ db: TestDb; close: () => Promise<void> }> {
  const server = inject("testServer");
  const name = `test_${process.ppid}_${randomBytes(6).toString("hex")}`;
  await asAdmin(server.admin, `CREATE DATABASE ${name} TEMPLATE ${server.template} STRATEGY FILE_COPY`);
  const urls = {
    owner: withDatabase(server.admin, name),
    web: withDatabase(server.web, name),
    worker: withDatabase(server.worker, name),
  };
  const web = openDb(urls.web, { poolMax: 8, applicationName: "test-web" });
  const worker = openDb(urls.worker, { poolMax: 4, applicationName: "test-worker" });
  const owner = new Client({ connectionString: urls.owner });
  owner.on("error", () => undefined);
  await owner.connect();
  const db: TestDb = {
    web,
    worker,
    urls,
    owner: async (sql, values = []) => (await owner.query(sql, [...values])).rows,
  };
  return {
    db,
    close: async () => {
      await Promise.all([web.$disconnect(), worker.$disconnect(), owner.end()]);
      await asAdmin(server.admin, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
