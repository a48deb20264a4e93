import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTelegramStandIn } from "@/lib/integrations/local/telegram/start-telegram-stand-in";
import { startVenue } from "@/lib/integrations/local/venue/start-venue";
import { createClock } from "@/lib/runtime/clock";
import { type Database, databaseEnvironment, openDatabase } from "@/lib/runtime/database";
import type { Settings } from "@/lib/runtime/env";
import { masterKeysOf, requireKnownMasterKey } from "@/lib/runtime/master-keys";
import { migrate } from "@/lib/runtime/migrate";
import { keptPort, requireFree } from "./ports.ts";
import { openStandIn, paysAtStandIn } from "./stand-in.ts";
import { type Supervised, supervise } from "./supervise.ts";

export interface RunOptions {
  /** Development: sources run as they are, Next compiles on demand. */
  readonly dev: boolean;
  readonly web: boolean;
  readonly worker: boolean;
  /** A database that the caller has opened and migrated already; it is stopped with the rest. */
  readonly database?: Database;
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
      ...(await sandboxPayments(settings, options, closers)),
      ...(await sandboxTelegram(settings, options, closers)),
      ...(await sandboxVenue(settings, options, closers)),
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
    await Promise.all(children.map((child) => child.ready));
    if (options.web) closers.push(noteRunning(settings));
    return { failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function programArgs(name: "server" | "worker", dev: boolean): readonly string[] {
  if (dev) return ["--import", "tsx", `${name}.ts`, "--dev"];
  const bundle = `dist/${name}.js`;
  if (!existsSync(bundle)) throw new Error(`There is no ${bundle} yet: run npm run build`);
  return ["--enable-source-maps", bundle];
}

/**
 * The sandbox's stand-in for Stripe. It runs here, in the parent, so that it outlives a web or worker that is killed; where a second
 * parent runs the worker alone, it finds the first one's by the kept port.
 */
async function sandboxPayments(
  settings: Settings,
  options: RunOptions,
  closers: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  if (!paysAtStandIn(settings)) return {};
  const portFile = join(settings.DATA_DIR, "stripe.port");
  const other = existsSync(portFile) ? `http://127.0.0.1:${readFileSync(portFile, "utf8")}` : null;
  if (other !== null && (await answers(`${other}/_control`))) return { STRIPE_API_BASE: other };
  // The same clock as ours: a test that moves it moves renewals with it.
  const clock = createClock(settings.CLOCK_OFFSET_FILE);
  closers.push(async () => clock.stop());
  const standIn = await openStandIn(settings, await keptPort(portFile, settings.PORT + 1), () => clock.now());
  closers.push(() => standIn.close());
  options.say(`Payments: our own stand-in for Stripe at ${standIn.url}`);
  return { STRIPE_API_BASE: standIn.url };
}

/** The sandbox's stand-in for Telegram, likewise. It knows no token, so each start makes one that opens nothing anywhere. */
async function sandboxTelegram(
  settings: Settings,
  options: RunOptions,
  closers: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  if (settings.PRODUCTION_MODE || settings.TELEGRAM_BOT_TOKEN !== undefined) return {};
  const token = `1:${randomBytes(24).toString("base64url")}`;
  const portFile = join(settings.DATA_DIR, "telegram.port");
  const other = existsSync(portFile) ? `http://127.0.0.1:${readFileSync(portFile, "utf8")}` : null;
  if (other !== null && (await answers(`${other}/_control`))) return { TELEGRAM_API_BASE: other, TELEGRAM_BOT_TOKEN: token };
  const standIn = await startTelegramStandIn({ port: await keptPort(portFile, settings.PORT + 2) });
  closers.push(() => standIn.close());
  options.say(`Telegram: our own stand-in at ${standIn.url}`);
  return { TELEGRAM_API_BASE: standIn.url, TELEGRAM_BOT_TOKEN: token };
}

/** The sandbox's exchange, for keys and accounts; shared by parents as the stand-in for Stripe is. */
async function sandboxVenue(
  settings: Settings,
  options: RunOptions,
  closers: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  if (!settings.sandbox.market || settings.sandbox.venueUrl !== undefined) return {};
  const portFile = join(settings.DATA_DIR, "venue.port");
  const other = existsSync(portFile) ? `http://127.0.0.1:${readFileSync(portFile, "utf8")}` : null;
  if (other !== null && (await answers(`${other}/`))) return { SANDBOX_VENUE_URL: other };
  const port = await keptPort(portFile, settings.PORT + 3);
  const venue = await startVenue({ port, dataDir: settings.DATA_DIR });
  closers.push(() => venue.close());
  options.say(`Exchange accounts: our own exchange at ${venue.url}`);
  return { SANDBOX_VENUE_URL: venue.url };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
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
