import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Bundles the contestant and the product's thread as `npm run build` bundles the product: no compiler sits in the process that is measured. */
async function bundleContestant(): Promise<string> {
  const folder = join(tmpdir(), "heliograph-bench", "contestant");
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [
      { in: "bench/backtest/contestant.ts", out: "contestant" },
      { in: "lib/integrations/threads/thread.ts", out: "thread" },
    ],
    outdir: folder,
    outExtension: { ".js": ".js" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "error",
  });
  return folder;
}

/** `npm run -s bench -- contestant …`: everything after the name goes to the contestant, its line of JSON comes out. */
export async function runContestant(args: readonly string[]): Promise<void> {
  const folder = await bundleContestant();
  const { status } = spawnSync(process.execPath, [join(folder, "contestant.js"), ...args], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
