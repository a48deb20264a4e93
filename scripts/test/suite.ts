import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@/lib/runtime/env";
import { type Counts, countPlaywright, countVitest } from "./reports.ts";

export type Suite = () => Promise<Counts>;

/** Runs programs of node_modules/.bin one after the other, all of them: each counts as one test. */
export async function tool(programs: readonly (readonly string[])[]): Promise<Counts> {
  const failures: string[] = [];
  for (const program of programs) if ((await runProgram(program, {})) !== 0) failures.push(program.join(" "));
  return { passed: programs.length - failures.length, failed: failures.length, failures };
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
  if (code === 0 || counted.failed > 0) return counted;
  return { ...counted, failed: 1, failures: [`${program.join(" ")} ended with ${code}`] };
}

function count(report: string, kind: "vitest" | "playwright"): Counts {
  try {
    const text = readFileSync(report, "utf8");
    return kind === "vitest" ? countVitest(JSON.parse(text)) : countPlaywright(JSON.parse(text));
  } catch {
    return { passed: 0, failed: 1, failures: [`no report in ${report}: the run did not come that far`] };
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
