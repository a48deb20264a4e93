import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@/lib/runtime/env";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}
export type Suite = () => Promise<Counts>;

/** Runs programs of node_modules/.bin one after the other, all of them: each counts as one test. */
export async function tool(programs: readonly (readonly string[])[]): Promise<Counts> {
  let passed = 0;
  for (const program of programs) if ((await runProgram(program, {})) === 0) passed += 1;
  return { passed, failed: programs.length - passed };
}

/**
 * Runs vitest or Playwright, shows what they say and counts from their own report. A run that ends badly though no test failed (a crash,
 * a server that did not start, no test found) counts as one failure. A skipped test is a failure too: none may be skipped here.
 */
export async function withReport(
  program: readonly string[],
  report: string,
  kind: "vitest" | "playwright",
  env: Readonly<Record<string, string>>,
): Promise<Counts> {
  rmSync(report, { force: true });
  const flags =
    kind === "vitest"
      ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
      : ["--reporter=list,json"];
  const code = await runProgram([...program, ...flags], { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const counted = count(report, kind);
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

function count(report: string, kind: "vitest" | "playwright"): Counts {
  try {
    const text = readFileSync(report, "utf8");
    if (kind === "vitest") {
      const found: VitestReport = JSON.parse(text);
      return {
        passed: found.numPassedTests,
        failed: found.numFailedTests + found.numPendingTests + found.numTodoTests,
      };
    }
    const { stats }: PlaywrightReport = JSON.parse(text);
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
  } catch {
    return { passed: 0, failed: 1 }; // no report: it did not come that far
  }
}

function runProgram([name = "", ...args]: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join("node_modules/.bin", name), args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: childEnvironment(env),
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
