import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hex: Prisma's checksum. */
  readonly checksum: string;
}

/** A migration that cannot be applied. The message is for the person who starts us and names the migration. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** The migrations of a folder, oldest first: `<folder>/<timestamp>_<name>/migration.sql`. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

// As `prisma migrate deploy` makes it, so that either tool sees the other's history.
const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

interface HistoryRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Applies what the database has not seen, each migration in one transaction with its row in `_prisma_migrations`: one that fails leaves
 * nothing behind. The caller holds the migration lock (lockMigrations). Migrations of a newer version of ours are left alone, so that
 * the version before can still start.
 * @returns the names applied now
 * @throws MigrationError naming the migration that failed, was edited after it was applied, or was left unfinished by another tool
 */
export async function applyMigrations(client: Client, migrations: readonly Migration[]): Promise<readonly string[]> {
  await client.query(HISTORY);
  const history = await client.query<HistoryRow>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const seen = new Map(history.rows.map((row) => [row.migration_name, row]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const row = seen.get(migration.name);
    if (row === undefined) {
      await applyOne(client, migration);
      applied.push(migration.name);
    } else if (row.finished_at === null) {
      throw new MigrationError(`Migration ${migration.name} was begun by another tool and never finished`);
    } else if (row.checksum !== migration.checksum) {
      throw new MigrationError(
        `Migration ${migration.name} was changed after it was applied; put its text back and add a new one`,
      );
    }
  }
  return applied;
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`Migration ${migration.name} failed and left nothing behind: ${reason}`, { cause: error });
  }
}

const LOCK_KEY = 4_851_020_261; // ours; one migrator at a time in one database

/** Waits until no other process migrates this database, at most `timeoutMs`; the lock ends with `unlock` or with the connection. */
export async function lockMigrations(client: Client, timeoutMs = 120_000): Promise<() => Promise<void>> {
  await client.query(`SET lock_timeout = ${Math.round(timeoutMs)}`);
  await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
  await client.query("RESET lock_timeout");
  return async () => {
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK_KEY]);
  };
}

/** @returns the migrations this code has and the database has not; empty when it may be used. Works with the web's and worker's role. */
export async function pendingMigrations(client: Client, migrations: readonly Migration[]): Promise<readonly string[]> {
  const table = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  if (table.rows[0]?.there !== true) return migrations.map((migration) => migration.name);
  const rows = await client.query<{ migration_name: string }>(
    `SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const seen = new Set(rows.rows.map((row) => row.migration_name));
  return migrations.map((migration) => migration.name).filter((name) => !seen.has(name));
}
