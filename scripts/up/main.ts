import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase } from "@/lib/runtime/database";
import { dataDirectory, settings as readSettings, type Settings, SettingsError } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { buildAll, isBuilt } from "../build/build.ts";
import { generateClient } from "../build/generate-client.ts";
import { type Outcome, step } from "../install/install.mjs";
import { requireFree } from "../start/ports.ts";
import { type Running, runningFile, startAll } from "../start/run.ts";
import { runUntilStopped } from "../start/until-stopped.ts";
import type { SandboxFile } from "./sandbox-file.ts";
import { type UpState, upLines } from "./up-lines.ts";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ctrl-C before the site is served: what was begun is ended, the database too. */
const given = new AbortController();
const giveUp = (): void => given.abort(new Error("Stopped before it was served"));

async function up(serve: boolean): Promise<void> {
  for (const signal of SIGNALS) process.on(signal, giveUp);
  const settings = await step("Settings", settingsStep);
  if (serve) {
    if (await servesAlready(settings)) return tell(settings, "served already");
    await requireFree(settings.PORT);
  }
  await step("Client", () => [generateClient() ? "made lib/db/generated" : "unchanged"]);
  const database = await step("Database", async () => {
    const opened = await openDatabase(settings);
    return [opened.told, opened];
  });
  try {
    await prepare(settings, database);
    given.signal.throwIfAborted();
    if (!serve) {
      await database.stop();
      return tell(settings, "ready");
    }
    for (const signal of SIGNALS) process.off(signal, giveUp); // from here on runUntilStopped hears them
    await runUntilStopped((asked) => step("Start", () => startStep(settings, database, asked)));
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function settingsStep(): Outcome<Settings> {
  const { made } = ensureSecrets(dataDirectory());
  const settings = readSettings();
  const text =
    made.length === 0 ? "unchanged" : `made ${made.length} sandbox secrets in ${settings.DATA_DIR}/secrets.json`;
  return [text, settings];
}

/** Migrations, seed, build: each does nothing where nothing has changed. */
async function prepare(settings: Settings, database: Database): Promise<void> {
  await step("Migrations", async () => {
    const applied = await migrate(database.urls);
    return [applied.length === 0 ? "unchanged" : `applied ${applied.length}`];
  });
  await step("Seed", async (progress) => {
    if (settings.PRODUCTION_MODE) return ["none in production mode"];
    const { seed } = await import("@/prisma/seed");
    return [await seed(settings, database.urls, progress)];
  });
  await step("Build", async (progress) => {
    if (isBuilt()) return ["unchanged"];
    await buildAll((line) => progress(line.trim().slice(0, 80)), given.signal);
    return ["next build, dist/server.js, dist/worker.js"];
  });
}

/** What the parts say until they serve is the line of this step; what they say later (a restart) is a line of its own. */
async function startStep(settings: Settings, database: Database, asked: AbortSignal): Promise<Outcome<Running>> {
  const early: string[] = [];
  let serves = false;
  const running = await startAll(settings, {
    dev: false,
    web: true,
    worker: settings.WORKER === "on",
    database,
    asked,
    say: (line) => (serves ? say(line) : void early.push(line)),
  });
  serves = true;
  setImmediate(() => tell(settings, "served"));
  return [early.join("; ") || "web and worker", running];
}

/** Whether another `npm run up` or `npm start` of this data folder serves at our port. */
async function servesAlready(settings: Settings): Promise<boolean> {
  const file = runningFile(settings.DATA_DIR);
  if (!existsSync(file)) return false;
  const noted: { pid?: number; port?: number } = JSON.parse(readFileSync(file, "utf8"));
  if (noted.port !== settings.PORT) return false;
  try {
    process.kill(noted.pid ?? 0, 0);
    return (await fetch(`http://127.0.0.1:${settings.PORT}/api/health`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

function tell(settings: Settings, state: UpState): void {
  const file = join(settings.DATA_DIR, "sandbox.json");
  // A sandbox that was here before is none of what production serves.
  const sandbox: SandboxFile | null =
    settings.PRODUCTION_MODE || !existsSync(file) ? null : JSON.parse(readFileSync(file, "utf8"));
  for (const line of upLines(state, settings, sandbox === null ? null : { ...sandbox, file })) say(line);
}

up(!process.argv.includes("--no-serve")).catch((error: unknown) => {
  const message = error instanceof SettingsError ? `Settings: ${error.message}` : oneLine(error);
  process.stderr.write(`✗ ${message}\n`);
  process.exit(1);
});

function oneLine(error: unknown): string {
  if (given.signal.aborted) return String(given.signal.reason.message);
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return "The disk is full";
  return error instanceof Error ? error.message : String(error);
}
