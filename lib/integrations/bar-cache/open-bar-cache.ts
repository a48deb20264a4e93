import { randomBytes } from "node:crypto";
import { closeSync, futimesSync, mkdirSync, openSync } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BarCache } from "@/lib/ports/bar-cache";
import type { Log } from "@/lib/ports/log";
import { BAR_COLUMNS, type Bars } from "@/lib/trading/market/bars";
import { bytesOf, headerOf, readColumns } from "./column-file.ts";

const MIB = 1_048_576;
/** Some 20 series of a million bars. */
const LIMIT_BYTES = 1_024 * MIB;
/** A file that is being written grows every moment; one that has not for an hour was left by a process that died. */
const ABANDONED_MS = 3_600_000;

export interface BarCacheOptions {
  readonly log: Pick<Log, "warn">;
  /** The least recently read files go when all together are larger. */
  readonly limitBytes?: number;
}

/**
 * Columns as files `<dataDir>/cache/candles/<hash>.col`: read in one go into memory of the caller's choice. A file appears whole by rename and is
 * never changed, so any number of processes may read and write; two that write one series write the same bytes.
 */
export function openBarCache(dataDir: string, { log, limitBytes = LIMIT_BYTES }: BarCacheOptions): BarCache {
  const folder = join(dataDir, "cache", "candles");
  const writing = new Map<string, Promise<void>>();
  const pathOf = (hash: string): string => join(folder, `${hash}.col`);
  return {
    read(entry, range, room) {
      let file: number;
      try {
        file = openSync(pathOf(entry.hash), "r+");
      } catch {
        return null; // not there, or not ours to read: the database has it
      }
      try {
        const bars = readColumns(file, entry, range, room);
        const now = new Date();
        if (bars !== null) futimesSync(file, now, now); // what is pruned first is what was read longest ago
        return bars;
      } finally {
        closeSync(file);
      }
    },
    keep(hash, bars) {
      if (writing.has(hash)) return;
      const work = write(folder, pathOf(hash), hash, bars)
        .then(() => prune(folder, limitBytes))
        .catch((error: unknown) => log.warn({ folder, error: String(error) }, "candle columns were not kept on disk"))
        .finally(() => writing.delete(hash));
      writing.set(hash, work);
    },
    settled: async () => void (await Promise.all(writing.values())),
  };
}

async function write(folder: string, path: string, hash: string, bars: Bars): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  const file = await open(temporary, "wx");
  try {
    await file.writev([headerOf(hash, bars.length), ...BAR_COLUMNS.map((name) => bytesOf(bars[name]))]);
    // its name must not outlive a power cut that its bytes do not
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Deletes what was read longest ago until the rest is below the limit, and what dead processes left. */
async function prune(folder: string, limitBytes: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null); // another process may prune too
      return { path, size: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0, temporary: name.endsWith(".tmp") };
    }),
  );
  files.sort((a, b) => b.usedAt - a.usedAt);
  let total = 0;
  for (const { path, size, usedAt, temporary } of files) {
    if (temporary) {
      if (Date.now() - usedAt > ABANDONED_MS) await rm(path, { force: true });
      continue;
    }
    total += size;
    if (total > limitBytes) await rm(path, { force: true });
  }
}
