import { type Db, openDb } from "@/lib/db/client";
import { arrowFormat } from "@/lib/integrations/arrow/arrow-format";
import { utcMs } from "@/lib/kernel/time";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { Clock } from "@/lib/ports/clock";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";

export interface Store {
  readonly db: Db;
  readonly clock: Clock;
  readonly arrow: ArrowFormat;
}

/** Opens the database of the settings for one command, and closes it. */
export async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const database = await openDatabase(settingsOrExit());
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-candles" });
  try {
    await work({ db, clock: { now: () => utcMs(Date.now()) }, arrow: arrowFormat });
  } finally {
    await db.$disconnect();
    await database.stop();
  }
}
