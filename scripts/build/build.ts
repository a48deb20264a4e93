import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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
  await Promise.all([nextBuild(onLine, signal), bundleProcesses("dist", ["server.ts", "worker.ts"]), bundleClient()]);
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

/**
 * One file a process, named as its source, and the threads' beside them (lib/integrations/threads/thread-entry.ts). Packages stay outside: they are
 * in node_modules, and some load files beside themselves. `outdir` therefore lies inside of the project.
 */
export async function bundleProcesses(outdir: string, processes: readonly string[]): Promise<void> {
  mkdirSync(outdir, { recursive: true });
  await bundle({
    entryPoints: [...processes, "lib/integrations/threads/thread.ts"].map((source) => ({
      in: source,
      out: basename(source, ".ts"),
    })),
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    packages: "external",
    sourcemap: true,
    logLevel: "error",
    // `server-only` throws outside of Next's compiler; these processes are servers.
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
