import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase } from "@/lib/runtime/database";
import { dataDirectory, settings as readSettings, type Settings, SettingsError } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { buildAll, isBuilt } from "../build/build.ts";
import { generateClient } from "../build/generate-client.ts";
import { step } from "../install/install.mjs";
import { requireFree } from "../start/ports.ts";
import { runningFile, startAll } from "../start/run.ts";
import { runUntilStopped } from "../start/until-stopped.ts";
import type { SandboxFile } from "./sandbox-file.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function up(serve: boolean): Promise<void> {
  let settings: Settings | undefined;
  await step("Settings", () => {
    const { made } = ensureSecrets(dataDirectory());
    settings = readSettings();
    return Promise.resolve(
      made.length === 0 ? "unchanged" : `made ${made.length} sandbox secrets in ${settings.DATA_DIR}/secrets.json`,
    );
  });
  if (settings === undefined) return;
  const config = settings;
  if (serve) {
    if (await servesAlready(config)) return tell(config, `Heliograph is served already at ${config.NEXTAUTH_URL}`);
    await requireFree(config.PORT);
  }
  await step("Client", () => Promise.resolve(generateClient() ? "made lib/db/generated" : "unchanged"));
  const opened: { database?: Database } = {};
  try {
    await step("Database", async () => {
      opened.database = await openDatabase(config);
      return opened.database.told;
    });
    const database = opened.database;
    if (database === undefined) return;
    await step("Migrations", async () => {
      const applied = await migrate(database.urls);
      return applied.length === 0 ? "unchanged" : `applied ${applied.length}`;
    });
    await step("Seed", async (progress) => {
      if (config.PRODUCTION_MODE) return "none in production mode";
      const { seed } = await import("@/prisma/seed");
      return seed(config, database.urls, progress);
    });
    await step("Build", async (progress) => {
      if (isBuilt()) return "unchanged";
      await buildAll((line) => progress(line.trim().slice(0, 80)));
      return "next build, dist/server.js, dist/worker.js";
    });
    if (!serve) {
      await database.stop();
      return tell(config, "Ready: npm start serves it");
    }
    await runUntilStopped(async () => {
      let running: Awaited<ReturnType<typeof startAll>> | undefined;
      await step("Start", async () => {
        const lines: string[] = [];
        running = await startAll(config, {
          dev: false,
          web: true,
          worker: config.WORKER === "on",
          database,
          say: (line) => lines.push(line),
        });
        return lines.join("; ") || "web and worker";
      });
      if (running === undefined) throw new Error("nothing was started");
      tell(config, `Heliograph is served at ${config.NEXTAUTH_URL}`);
      return running;
    });
  } catch (error) {
    await opened.database?.stop();
    throw error;
  }
}

/** Whether another `npm run up` or `npm start` of this data folder serves at our port. */
async function servesAlready(settings: Settings): Promise<boolean> {
  const file = runningFile(settings.DATA_DIR);
  if (!existsSync(file)) return false;
  const noted: { pid?: number; port?: number } = JSON.parse(readFileSync(file, "utf8"));
  if (noted.port !== settings.PORT) return false;
  try {
    return (await fetch(`http://127.0.0.1:${settings.PORT}/api/health`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

function tell(settings: Settings, headline: string): void {
  say(`\n${headline}`);
  const file = join(settings.DATA_DIR, "sandbox.json");
  if (!existsSync(file)) return;
  const sandbox: SandboxFile = JSON.parse(readFileSync(file, "utf8"));
  say(`Sandbox sign-ins (also in ${file}):`);
  for (const user of sandbox.users) say(`  ${user.role.padEnd(11)} ${user.email.padEnd(32)} ${user.password}`);
  say(`Its mail is at ${settings.NEXTAUTH_URL}/dev/mailbox. Stop with Ctrl-C.`);
}

up(!process.argv.includes("--no-serve")).catch((error: unknown) => {
  const message = error instanceof SettingsError ? `Settings: ${error.message}` : oneLine(error);
  process.stderr.write(`✗ ${message}\n`);
  process.exit(1);
});

function oneLine(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return "The disk is full";
  return error instanceof Error ? error.message : String(error);
}
