import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { readMigrations } from "@/lib/db/apply-migrations";
import { withDatabase } from "@/lib/db/urls";
import { APPEND_ONLY } from "@/lib/db/wanted-state";
import { openEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { migrate, withClient } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";

/** What a test file needs to make a database of its own. */
export interface TestServer {
  /** The owner's address of the database `postgres`, from which databases are made and dropped. */
  readonly admin: string;
  readonly template: string;
  readonly web: string;
  readonly worker: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Starts (or finds) a PostgreSQL under .data-test and migrates one template, once for each state of the migrations. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = resolve(".data-test");
  const { secrets } = ensureSecrets(dataDir);
  const password = secrets.POSTGRES_PASSWORD ?? "";
  const embedded = await openEmbedded({ dataDir, password, fsync: false, maxConnections: 300 });
  const admin = withDatabase(embedded.url, "postgres");
  await dropAbandoned(admin);
  const template = `template_${fingerprint()}`;
  const role = (name: string): string => {
    const url = new URL(withDatabase(embedded.url, template));
    url.username = name;
    return url.href;
  };
  const urls = { owner: withDatabase(embedded.url, template), web: role("test_web"), worker: role("test_worker") };
  await migrate(urls);
  project.provide("testServer", { admin, template, web: urls.web, worker: urls.worker });
  return async () => {
    if (embedded.started && !(await inUse(admin))) await embedded.stop();
  };
}

/** Changes with anything that the template is made of. */
function fingerprint(): string {
  const hash = createHash("sha256").update(APPEND_ONLY.join());
  for (const migration of readMigrations(resolve("prisma/migrations")))
    hash.update(migration.name + migration.checksum);
  for (const file of [
    "prisma/sql/partitions.sql",
    "prisma/sql/wanted-state.sql",
    "lib/db/partitioned.ts",
    "lib/db/wanted-state.ts",
  ])
    hash.update(readFileSync(resolve(file)));
  return hash.digest("hex").slice(0, 16);
}

/** Databases of test runs that were killed: their name carries the pid of the run. */
async function dropAbandoned(admin: string): Promise<void> {
  await withClient(admin, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'`,
    );
    for (const { datname } of rows) {
      const pid = Number(datname.split("_")[1]);
      if (!lives(pid)) await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Whether another run in this folder still works on the same server. */
async function inUse(admin: string): Promise<boolean> {
  return withClient(admin, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname ~ '^(test_[0-9]+_|template_)'`,
    );
    return (rowCount ?? 0) > 0;
  });
}
