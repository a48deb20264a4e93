import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Db, openDb } from "@/lib/db/client";
import { withDatabase } from "@/lib/db/urls";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { migrate, withClient } from "@/lib/runtime/migrate";
import { LEASES_NAME } from "./messages.ts";

const TEMPLATE = "chaos_template";

export interface Database {
  readonly url: string;
  readonly db: Db;
  /** Breaks the connection that holds a worker's leases, as a network does. @returns how many were broken */
  breakLeases(): Promise<number>;
  drop(): Promise<void>;
}

/** A PostgreSQL of this run's own, without fsync: what is killed here are processes, not machines. */
export class Databases {
  readonly #admin: string;
  readonly #template: string;
  readonly #close: () => Promise<void>;

  private constructor(admin: string, template: string, close: () => Promise<void>) {
    this.#admin = admin;
    this.#template = template;
    this.#close = close;
  }

  static async start(): Promise<Databases> {
    const folder = mkdtempSync(join(tmpdir(), "heliograph-chaos-"));
    const password = randomBytes(12).toString("hex");
    const embedded = await openEmbedded({ dataDir: folder, password, fsync: false, maxConnections: 200 });
    const template = withDatabase(embedded.url, TEMPLATE);
    await migrate({ owner: template, web: template, worker: template });
    return new Databases(withDatabase(embedded.url, "postgres"), template, async () => {
      await removeEmbedded(folder);
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async clone(poolMax: number): Promise<Database> {
    const name = `chaos_${randomBytes(6).toString("hex")}`;
    await this.#asAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
    const url = withDatabase(this.#template, name);
    const db = openDb(url, { poolMax, applicationName: "chaos" });
    return {
      url,
      db,
      breakLeases: () =>
        withClient(this.#admin, async (client) => {
          const { rowCount } = await client.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2",
            [name, LEASES_NAME],
          );
          return rowCount ?? 0;
        }),
      drop: async () => {
        await db.$disconnect();
        await this.#asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #asAdmin(sql: string): Promise<void> {
    await withClient(this.#admin, async (client) => void (await client.query(sql)));
  }
}
