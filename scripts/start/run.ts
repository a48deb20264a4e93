import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, databaseEnvironment, openDatabase } from "@/lib/runtime/database";
import { nextDistDir, type Settings } from "@/lib/runtime/env";
import { masterKeysOf, requireKnownMasterKey } from "@/lib/runtime/master-keys";
import { migrate } from "@/lib/runtime/migrate";
import { requireFree } from "./ports.ts";
import { openStandIns } from "./stand-ins.ts";
import { type Supervised, supervise } from "./supervise.ts";

export interface RunOptions {
  /** Development: sources run as they are, Next compiles on demand. */
  readonly dev: boolean;
  readonly web: boolean;
  readonly worker: boolean;
  /** A database that the caller has opened and migrated already; it is stopped with the rest. */
  readonly database?: Database;
  /** Breaks the start off. */
  readonly asked?: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Running {
  /** Resolves with a sentence when something failed for good. */
  readonly failed: Promise<string>;
  /** Ends the children (5 s to drain), the stand-in and a database that we started. */
  stop(): Promise<void>;
}

/**
 * Starts what `npm start`, `npm run dev`, `npm run worker` and `npm run up` run: database, migrations, in the sandbox the stand-in for
 * Stripe, then web and worker as two processes of their own. Resolves when each has said that it serves.
 * @throws Error with one line for the person who starts us; nothing is left running then
 */
export async function startAll(settings: Settings, options: RunOptions): Promise<Running> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    if (options.web) await requireFree(settings.PORT);
    const database = options.database ?? (await openDatabase(settings));
    closers.push(() => database.stop());
    if (options.database === undefined) {
      const applied = await migrate(database.urls);
      options.say(`Database: ${database.told}${applied.length === 0 ? "" : `; applied ${applied.join(", ")}`}`);
    }
    await requireKnownMasterKey(database.urls.owner ?? database.urls.worker, masterKeysOf(settings), new Date());
    const env = {
      NODE_ENV: options.dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(settings.PORT),
      DATA_DIR: settings.DATA_DIR,
      // next-auth reads these two from the environment itself.
      NEXTAUTH_URL: settings.NEXTAUTH_URL,
      NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET,
      ...databaseEnvironment(database.urls),
      ...(await openStandIns(settings, database.urls.worker, options.say, closers)),
    };
    const children: Supervised[] = [];
    closers.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
    const run = (name: "server" | "worker"): void => {
      const child = supervise(
        { name: name === "server" ? "web" : "worker", args: programArgs(name, options.dev), env },
        options.say,
      );
      children.push(child);
    };
    if (options.worker) run("worker");
    if (options.web) run("server");
    const failed = Promise.race(children.map((child) => child.failed));
    await Promise.race([Promise.all(children.map((child) => child.ready)), brokenOff(options.asked)]);
    if (options.web) closers.push(noteRunning(settings));
    return { failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Rejects when `asked` is given; never resolves. */
function brokenOff(asked: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (asked?.aborted === true) reject(asked.reason);
    asked?.addEventListener("abort", () => reject(asked.reason));
  });
}

/**
 * A thousand sockets that come back at once leave much short-lived memory. Given its full room from the start, less of it grows old: 24 KiB stay
 * resident a socket instead of 70.
 */
const YOUNG_SPACE = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

function programArgs(name: "server" | "worker", dev: boolean): readonly string[] {
  if (dev) return ["--import", "tsx", `${name}.ts`, "--dev"];
  const bundle = `dist/${name}.js`;
  // A build that was broken off may have left the bundle alone: Next would then end three times with a stack trace.
  const needed = name === "server" ? [bundle, join(nextDistDir(), "BUILD_ID")] : [bundle];
  const missing = needed.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`There is no ${missing} yet: run npm run build`);
  return ["--enable-source-maps", ...(name === "server" ? YOUNG_SPACE : []), bundle];
}

/** DATA_DIR/running.json lets a second `npm run up` see that the site is served already. @returns what takes it away again */
function noteRunning(settings: Settings): () => Promise<void> {
  const file = runningFile(settings.DATA_DIR);
  mkdirSync(settings.DATA_DIR, { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, port: settings.PORT }));
  return async () => rmSync(file, { force: true });
}

export function runningFile(dataDir: string): string {
  return join(dataDir, "running.json");
}
