import { join, resolve } from "node:path";
import { Client } from "pg";
import { applyMigrations, lockMigrations, pendingMigrations, readMigrations } from "@/lib/db/apply-migrations";
import { type DatabaseUrls, databaseName, roleOf, withDatabase } from "@/lib/db/urls";
import { applyWantedState } from "@/lib/db/wanted-state";
import { installQueue } from "@/lib/integrations/graphile/install-queue";

/**
 * Brings a database to this version: the database itself where it is missing, migrations, roles, grants, triggers, the job queue.
 * Any number of processes may call it at once; one works, the others wait and find nothing to do. Without an owner address it only
 * checks.
 * @param root the project's folder, where prisma/ lies
 * @returns the names of the migrations applied now
 * @throws MigrationError, or Error with one line for the person who starts us
 */
export async function migrate(urls: DatabaseUrls, root = resolve(".")): Promise<readonly string[]> {
  const migrations = readMigrations(join(root, "prisma/migrations"));
  if (urls.owner === null) {
    await checkOnly(urls.web, migrations);
    return [];
  }
  await createDatabase(urls.owner);
  return withClient(urls.owner, async (client) => {
    const unlock = await lockMigrations(client);
    const applied = await applyMigrations(client, migrations);
    await applyWantedState(client, urls, join(root, "prisma/sql"));
    const roles = [urls.web, urls.worker].filter((url) => url !== urls.owner).map((url) => roleOf(url).name);
    await installQueue(urls.owner ?? "", client, [...new Set(roles)]);
    await unlock();
    return applied;
  });
}

async function checkOnly(url: string, migrations: Parameters<typeof pendingMigrations>[1]): Promise<void> {
  const pending = await withClient(url, (client) => pendingMigrations(client, migrations));
  if (pending.length > 0) {
    throw new Error(
      `The database lacks ${pending.length} migrations (first: ${pending[0]}): set DATABASE_ADMIN_URL and run npm run migrate`,
    );
  }
}

/** Makes the database when the server has none of that name; two at once is no fault. */
async function createDatabase(url: string): Promise<void> {
  const name = databaseName(url);
  try {
    await withClient(url, () => Promise.resolve());
  } catch (error) {
    if (!isPgError(error, "3D000")) throw error;
    await withClient(withDatabase(url, "postgres"), async (client) => {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).catch((fault: unknown) => {
        if (!isPgError(fault, "42P04") && !isPgError(fault, "23505")) throw fault;
      });
    });
  }
}

function isPgError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/**
 * One connection for one piece of work, closed whatever happens.
 * @throws Error with one line for the person who starts us where the database cannot be reached; pg's own where it is not there yet (3D000)
 */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "heliograph-migrate",
  });
  client.on("error", () => undefined); // a lost connection also fails the query under way, which tells
  await client.connect().catch((error: unknown) => {
    throw isPgError(error, "3D000") ? error : connectFault(url, error);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Which server did not let us in, why, and the setting that names it. Of a name with two addresses each failure is told: its own text is empty. */
function connectFault(url: string, error: unknown): Error {
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const why = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause))).join("; ");
  return new Error(
    `The database at ${new URL(url).host} cannot be used: ${why} (DATABASE_URL, or DATABASE_ADMIN_URL where it is set)`,
    {
      cause: error,
    },
  );
}
