import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { databaseUrls } from "@/lib/db/urls";
import { childEnvironment, nextDistDir } from "@/lib/runtime/env";
import { readSecrets } from "@/lib/runtime/secrets";
import { E2E, E2E_SETTINGS, sandbox } from "../support/site.ts";
import type { BuiltGuard } from "./guards.ts";

const PORT = E2E.port + 8;
const DIST_DIR = ".next-unguarded";
const START_MS = 60_000;

/**
 * Serves a copy of the build in which these guards are out, on the database of the site, while `work` runs. The copy is made of hard links;
 * only the files that hold a guard are written anew. The address is another one, but the server believes to be the site: its cookies and
 * tokens hold.
 */
export async function withoutGuards(guards: readonly BuiltGuard[], work: (at: string) => Promise<void>): Promise<void> {
  copyBuild();
  for (const [file, inFile] of Map.groupBy(guards, (guard) => guard.file)) takeOut(file, inFile);
  const server = spawn(process.execPath, ["dist/server.js"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"], // a handler without its guard fails loudly, as it should
    env: childEnvironment({
      ...E2E_SETTINGS,
      ...serverSettings(),
      PORT: String(PORT),
      NEXT_DIST_DIR: DIST_DIR,
      LOG_LEVEL: "error",
    }),
  });
  try {
    await served(server);
    await work(`http://localhost:${PORT}`);
  } finally {
    const ended = once(server, "exit");
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    rmSync(DIST_DIR, { recursive: true, force: true });
  }
}

function copyBuild(): void {
  rmSync(DIST_DIR, { recursive: true, force: true });
  const copy = (from: string, to: string): void => {
    mkdirSync(to);
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) {
        if (entry.name !== "cache") copy(source, target);
      } else if (entry.isFile()) linkSync(source, target);
      else symlinkSync(readlinkSync(source), target);
    }
  };
  copy(nextDistDir(), DIST_DIR);
}

function takeOut(file: string, guards: readonly BuiltGuard[]): void {
  const path = join(DIST_DIR, file);
  const text = [...guards]
    .sort((a, b) => b.from - a.from)
    .reduce(
      (whole, { from, to, without }) => whole.slice(0, from) + without + whole.slice(to),
      readFileSync(path, "utf8"),
    );
  unlinkSync(path); // the link, so that the served build stays as it is
  writeFileSync(path, text);
}

/** What its parent hands to the site's own web process. */
function serverSettings(): Record<string, string> {
  const secrets = readSecrets(E2E.dataDir);
  const urls = databaseUrls({ admin: sandbox().databaseUrl }, secrets.NEXTAUTH_SECRET ?? "");
  const stripe = readFileSync(join(E2E.dataDir, "stripe.port"), "utf8");
  return {
    NODE_ENV: "production",
    NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET ?? "",
    DATABASE_URL: urls.web,
    DATABASE_WORKER_URL: urls.worker,
    STRIPE_API_BASE: `http://127.0.0.1:${stripe}`,
  };
}

/** Resolves when the server has said that it serves. */
async function served(server: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(START_MS);
  await Promise.race([
    once(server, "message", { signal }),
    once(server, "exit", { signal }).then(() => Promise.reject(new Error("the server without guards did not start"))),
  ]);
}
