import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { childEnvironment } from "@/lib/runtime/env";
import { E2E, E2E_SETTINGS } from "./site.ts";

/** Serves the production build from an empty data folder: what a newcomer gets, with the settings of the browser tests. */
async function serve(): Promise<void> {
  if (existsSync(E2E.dataDir)) {
    await removeEmbedded(E2E.dataDir); // a run that was killed leaves its server
    rmSync(E2E.dataDir, { recursive: true, force: true });
  }
  // Closed to others, as `mktemp -d` makes it: the database's own OS user cannot enter, and it has to start all the same.
  mkdirSync(E2E.dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(E2E.clockOffsetFile, "0");
  const up = spawn(process.execPath, ["--import", "tsx", "scripts/up/main.ts"], {
    stdio: "inherit",
    env: childEnvironment(E2E_SETTINGS),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => up.kill(signal));
  up.on("exit", (code) => process.exit(code ?? 1));
}

await serve();
