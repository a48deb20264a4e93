import { openDb } from "@/lib/db/client";
import { sandbox } from "./site.ts";

/** The served site's database, for what no screen of ours lets a test see or arrange. */
export async function withDb<T>(work: (db: ReturnType<typeof openDb>) => Promise<T>): Promise<T> {
  const db = openDb(sandbox().databaseUrl, { poolMax: 1, applicationName: "e2e" });
  try {
    return await work(db);
  } finally {
    await db.$disconnect();
  }
}
