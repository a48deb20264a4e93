import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { afterAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { readMigrations } from "@/lib/db/apply-migrations";
import { databaseUrls, roleOf, withDatabase } from "@/lib/db/urls";
import { APPEND_ONLY } from "@/lib/db/wanted-state";
import { migrate, withClient } from "./migrate.ts";

const made: string[] = [];
const SECRET = "a secret of the migration test, long enough";

function fresh(): ReturnType<typeof databaseUrls> & { owner: string } {
  const name = `test_${process.ppid}_${randomBytes(5).toString("hex")}`;
  made.push(name);
  const owner = withDatabase(inject("testServer").admin, name);
  return { ...databaseUrls({ admin: owner }, SECRET), owner };
}

afterAll(async () => {
  await withClient(inject("testServer").admin, async (client) => {
    for (const name of made) {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${name}_web, ${name}_worker`);
    }
  });
});

async function tables(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    return rows.map((row) => row.tablename);
  });
}

describe("migrate", () => {
  it("makes the database from nothing, and has nothing to do the second time", async () => {
    const urls = fresh();
    const names = readMigrations(resolve("prisma/migrations")).map((migration) => migration.name);
    expect(await migrate(urls)).toEqual(names);
    expect(await migrate(urls)).toEqual([]);
    expect(await tables(urls.owner)).toContain("signal_events");
  });

  it.each([
    [
      "is not there",
      "postgres://owner@127.0.0.1:1/any",
      "127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1",
    ],
    [
      "has no address that answers",
      "postgres://owner@localhost:1/any",
      "localhost:1 cannot be used: connect ECONNREFUSED",
    ],
  ])("says which setting names a server that %s", async (_case, owner, why) => {
    const refused = migrate({ owner, web: owner, worker: owner });
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toThrow("DATABASE_URL, or DATABASE_ADMIN_URL");
  });

  it("says so of a password that is wrong, and shows none", async () => {
    const url = new URL(inject("testServer").admin);
    url.password = "guessed-canary";
    const refused = migrate({ owner: url.href, web: url.href, worker: url.href });
    await expect(refused).rejects.toThrow(/cannot be used: password authentication failed for user .*DATABASE_URL/);
    await expect(refused).rejects.not.toThrow("guessed-canary");
  });

  it("lets two at once through: one works, the other finds it done", async () => {
    const urls = fresh();
    const names = readMigrations(resolve("prisma/migrations")).map((migration) => migration.name);
    const both = await Promise.all([migrate(urls), migrate(urls)]);
    expect(both.flat().sort()).toEqual(names);
  });

  it("leaves nothing of a migration that fails half way", async () => {
    const urls = fresh();
    const root = mkdtempSync(join(tmpdir(), "heliograph-migrate-"));
    onTestFinished(() => rmSync(root, { recursive: true }));
    cpSync(resolve("prisma"), join(root, "prisma"), { recursive: true });
    const folder = join(root, "prisma/migrations/29990101000000_breaks");
    mkdirSync(folder);
    writeFileSync(join(folder, "migration.sql"), `CREATE TABLE half (id int); CREATE TABLE half (id int);`);
    await expect(migrate(urls, root)).rejects.toThrow(
      /29990101000000_breaks failed and left nothing behind: relation "half" already exists/,
    );
    expect(await tables(urls.owner)).not.toContain("half");
    writeFileSync(join(folder, "migration.sql"), `CREATE TABLE half (id int)`);
    expect(await migrate(urls, root)).toEqual(["29990101000000_breaks"]);
    expect(await tables(urls.owner)).toContain("half");
    writeFileSync(join(folder, "migration.sql"), `CREATE TABLE half (id bigint)`);
    await expect(migrate(urls, root)).rejects.toThrow(/was changed after it was applied/);
  });

  it("keeps web and worker off the append-only tables, and everybody by triggers", async () => {
    const urls = fresh();
    await migrate(urls);
    for (const url of [urls.web, urls.worker]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        for (const table of APPEND_ONLY) {
          await expect(client.query(`DELETE FROM ${table}`), `${table} as ${roleOf(url).name}`).rejects.toThrow(
            /permission denied/,
          );
          await expect(client.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/permission denied/);
          await expect(client.query(`DROP TRIGGER append_only_rows ON ${table}`)).rejects.toThrow(/must be owner/);
        }
        await expect(client.query(`SET session_replication_role = replica`)).rejects.toThrow(/permission denied/);
      } finally {
        await client.end();
      }
    }
    await withClient(urls.owner, async (client) => {
      await client.query("SET session_replication_role = replica");
      for (const table of APPEND_ONLY)
        await expect(client.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/append-only/);
      await client.query(
        `INSERT INTO audit_log (id, seq, at, action, subject, "subjectId", detail, ip, "prevHash", hash)
         VALUES ('aud_1', 1, now(), 'a', 's', 'i', '{}', '', '', '')`,
      );
      await expect(client.query(`UPDATE audit_log SET action = 'b'`)).rejects.toThrow(
        "table audit_log is append-only: UPDATE is refused",
      );
      await expect(client.query(`DELETE FROM audit_log`)).rejects.toThrow(
        "table audit_log is append-only: DELETE is refused",
      );
    });
  });

  it("lets web add a job and worker see it", async () => {
    const urls = fresh();
    await migrate(urls);
    await withClient(urls.web, (client) => client.query(`SELECT graphile_worker.add_job('noop', '{}')`));
    const jobs = await withClient(urls.worker, (client) =>
      client.query("SELECT task_identifier FROM graphile_worker.jobs"),
    );
    expect(jobs.rows).toEqual([{ task_identifier: "noop" }]);
  });

  it("refuses a journal whose entries do not sum to zero, at commit", async () => {
    const urls = fresh();
    await migrate(urls);
    const post = (amounts: readonly number[]): Promise<unknown> =>
      withClient(urls.web, async (client) => {
        const id = `jrn_${randomBytes(4).toString("hex")}`;
        await client.query("BEGIN");
        await client.query(
          `INSERT INTO journals (id, kind, "objectId", at, currency, memo) VALUES ($1, 'k', $1, now(), 'USD', '')`,
          [id],
        );
        for (const [i, amount] of amounts.entries()) {
          await client.query(
            `INSERT INTO journal_entries (id, "journalId", account, amount) VALUES ($1, $2, 'PLATFORM_FEE', $3)`,
            [`${id}_${i}`, id, amount],
          );
        }
        return client.query("COMMIT");
      });
    await expect(post([9_999, -7_999])).rejects.toThrow(/does not balance: its entries sum to 2000/);
    await expect(post([9_999, -7_999, -2_000])).resolves.toBeDefined();
  });
});
