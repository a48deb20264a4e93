import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { childEnvironment, nextDistDir } from "@/lib/runtime/env";
import { sourceHash } from "./source-hash.ts";

const STAMP = "dist/built-from";

/** Whether the last build was made of exactly these sources. */
export function isBuilt(): boolean {
  return existsSync(STAMP) && existsSync(join(nextDistDir(), "BUILD_ID")) && readFileSync(STAMP, "utf8") === stamp();
}

function stamp(): string {
  return `${sourceHash()} ${nextDistDir()}`;
}

/**
 * `next build`, then the two processes bundled into dist/. The stamp is written last: a build that was interrupted counts as none.
 * @param onLine gets the builder's output as it comes
 * @param signal ends the build
 * @throws Error with the last lines of a build that failed
 */
export async function buildAll(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
  rmSync(STAMP, { force: true });
  const made = stamp();
  await Promise.all([nextBuild(onLine, signal), bundleProcesses(), bundleClient()]);
  writeFileSync(STAMP, made);
}

function nextBuild(onLine: (line: string) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: childEnvironment({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }),
      ...(signal === undefined ? {} : { signal }),
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        for (const line of chunk.toString().split("\n")) {
          if (line.trim() === "") continue;
          said.push(line);
          onLine(line);
        }
      });
    }
    child.on("error", reject);
    child.on("exit", (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new Error(`next build failed (${killedBy ?? `code ${code}`}):\n${said.slice(-25).join("\n")}`));
    });
  });
}

/** One file a process. Packages stay outside: they are in node_modules, and some load files beside themselves. */
async function bundleProcesses(): Promise<void> {
  mkdirSync("dist", { recursive: true });
  await bundle({
    // The worker starts threads from the file beside its own bundle (lib/integrations/threads/thread-entry.ts).
    entryPoints: [
      ...["server", "worker"].map((name) => ({ in: `${name}.ts`, out: name })),
      { in: "lib/integrations/threads/thread.ts", out: "thread" },
    ],
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    packages: "external",
    sourcemap: true,
    logLevel: "error",
    // `server-only` throws outside of Next's compiler; these two processes are servers.
    alias: { "server-only": "./scripts/build/server-only.ts" },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
}

/** dist/client.js: the sockets' client for programs, `import { LiveClient } from "heliograph/client"` (docs/realtime.md). */
export async function bundleClient(): Promise<void> {
  await bundle({
    entryPoints: ["lib/realtime/client.ts"],
    outfile: "dist/client.js",
    bundle: true,
    platform: "neutral",
    format: "esm",
    target: "es2022",
    packages: "external",
    logLevel: "error",
  });
}
