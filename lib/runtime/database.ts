import { type DatabaseUrls, databaseUrls } from "@/lib/db/urls";
import { openEmbedded } from "@/lib/integrations/local/postgres/embedded";
import type { Settings } from "./env.ts";
import { readSecrets } from "./secrets.ts";

export interface Database {
  readonly urls: DatabaseUrls;
  /** A sentence for the person who starts us: where the database is. */
  readonly told: string;
  /** Stops the embedded server if this call started it; a server of someone else's is left alone. */
  stop(): Promise<void>;
}

/**
 * The database of these settings: the one they name, or the embedded one of DATA_DIR, started if it does not run.
 * @throws Error with one line for the person who starts us
 */
export async function openDatabase(settings: Settings): Promise<Database> {
  const given = {
    admin: settings.DATABASE_ADMIN_URL,
    web: settings.DATABASE_URL,
    worker: settings.DATABASE_WORKER_URL,
  };
  if (given.admin !== undefined || given.web !== undefined || given.worker !== undefined) {
    const urls = databaseUrls(given, settings.NEXTAUTH_SECRET);
    return { urls, told: `PostgreSQL at ${new URL(urls.web).host}`, stop: () => Promise.resolve() };
  }
  const password = readSecrets(settings.DATA_DIR).POSTGRES_PASSWORD;
  if (password === undefined) throw new Error('The embedded database has no password yet: run "npm run up" once');
  const embedded = await openEmbedded({ dataDir: settings.DATA_DIR, password });
  const told = `embedded PostgreSQL ${embedded.started ? "started" : "found running"} on port ${embedded.port}`;
  return {
    urls: databaseUrls({ admin: embedded.url }, settings.NEXTAUTH_SECRET),
    told: embedded.moved === null ? told : `${told}. ${embedded.moved}`,
    stop: () => (embedded.started ? embedded.stop() : Promise.resolve()),
  };
}

/** The addresses as a child process of ours reads them: set, so that it starts no server of its own. */
export function databaseEnvironment(urls: DatabaseUrls): Record<string, string> {
  return {
    DATABASE_URL: urls.web,
    DATABASE_WORKER_URL: urls.worker,
    ...(urls.owner === null ? {} : { DATABASE_ADMIN_URL: urls.owner }),
  };
}
