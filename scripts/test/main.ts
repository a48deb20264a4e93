import { mkdirSync } from "node:fs";
import { chromiumPath } from "@/lib/runtime/env";
import { buildAll, isBuilt } from "../build/build.ts";
import { generateClient } from "../build/generate-client.ts";
import { findChromium } from "../install/chromium.mjs";
import { type Outcome, type Progress, SetupError, step } from "../install/install.mjs";
import { findRedis } from "../install/redis.mjs";
import { type Counts, together } from "./reports.ts";
import { type Suite, tool, withReport } from "./suite.ts";

const NAMES = [
  "lint",
  "types",
  "unit",
  "db",
  "build",
  "browser",
  "input",
  "chaos",
  "several",
  "orders",
  "money",
] as const;
type Name = (typeof NAMES)[number];

const SHORT_MARKET = "--seed 11 --subscribers 16 --providers 3 --days 34 --step-hours 48 --kills 4 --shuffles 6".split(
  " ",
);
const REPORTS = "test-results/reports";

function suites(chromium: string): Record<Name, Suite> {
  const env = { CHROMIUM_PATH: chromium };
  return {
    lint: () =>
      tool([
        ["biome", "check", "--error-on-warnings", "."],
        ["oxlint", "--deny-warnings"],
      ]),
    types: () =>
      tool([
        ["tsc", "--noEmit", "-p", "."],
        ["tsc", "--noEmit", "-p", "lib/trading"],
      ]),
    unit: () => withReport(["vitest", "run", "--project", "unit"], `${REPORTS}/unit.json`, "vitest", env),
    db: () => withReport(["vitest", "run", "--project", "db"], `${REPORTS}/db.json`, "vitest", env),
    build: async () => {
      if (!isBuilt()) await buildAll(() => undefined);
      return { passed: 1, failed: 0, failures: [] };
    },
    // The journey that moves the site's clock has a site of its own.
    browser: async () =>
      together([
        await withReport(["playwright", "test"], `${REPORTS}/browser.json`, "playwright", env),
        await withReport(
          ["playwright", "test", "-c", "playwright.alone.config.ts"],
          `${REPORTS}/alone.json`,
          "playwright",
          env,
        ),
      ]),
    input: () => soak("bad-input"),
    chaos: () => soak("chaos"),
    // Three crash points and five ways in which a request breaks; the five hundred runs are npm run chaos.
    orders: () =>
      tool([["node", "--import", "tsx", "scripts/chaos.ts", "--runs", "8", "--seed", "41", "--speed", "3"]]),
    // Some weeks of a small market, and the same weeks in six orders; the 90 days are npm run money:soak.
    money: () => tool([["node", "--import", "tsx", "scripts/money-soak.ts", ...SHORT_MARKET]]),
    several: () => soak("several", "cluster", ["several", "delivery-short"]),
  };
}

/** Long runs of e2e/*.soak.ts, on a site of their own, or of e2e/*.cluster.ts, on several processes of their own. */
function soak(name: string, config: "soak" | "cluster" = "soak", files: readonly string[] = [name]): Promise<Counts> {
  const output = ["--output", `test-results/${name}`];
  const program = ["playwright", "test", "-c", `playwright.${config}.config.ts`, ...output, ...files];
  return withReport(program, `${REPORTS}/${name}.json`, "playwright", {});
}

async function chromiumStep(progress: Progress): Promise<Outcome<string>> {
  const path = await findChromium(chromiumPath(), progress);
  return [path, path];
}

async function redisStep(progress: Progress): Promise<Outcome<string>> {
  const path = await findRedis(progress);
  return [path, path];
}

async function main(args: readonly string[]): Promise<boolean> {
  const unknown = args.filter((arg) => !(NAMES as readonly string[]).includes(arg));
  if (unknown.length > 0)
    throw new SetupError(`There is no suite ${unknown.join(", ")}: choose from ${NAMES.join(", ")}`);
  const chosen = args.length === 0 ? NAMES : NAMES.filter((name) => args.includes(name));
  mkdirSync(REPORTS, { recursive: true });
  await step("Client", () => [generateClient() ? "made lib/db/generated" : "unchanged"]);
  const chromium = chosen.includes("browser") ? await step("Chromium", chromiumStep) : "";
  if (chosen.includes("db") || chosen.includes("several")) await step("Redis", redisStep);
  const run = suites(chromium);
  const results: { name: Name; outcome: Counts; seconds: number }[] = [];
  for (const name of chosen) {
    console.log(`\n--- ${name} ---`);
    const begun = Date.now();
    const outcome = await run[name]().catch((error: unknown): Counts => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1, failures: [String(error)] };
    });
    results.push({ name, outcome, seconds: (Date.now() - begun) / 1_000 });
  }
  console.log("");
  for (const { name, outcome } of results) for (const failure of outcome.failures) console.log(`✗ ${name}: ${failure}`);
  for (const { name, outcome, seconds } of results) {
    const mark = outcome.failed === 0 ? "✓" : "✗";
    console.log(
      `${mark} ${name.padEnd(8)} ${outcome.passed} passed, ${outcome.failed} failed  ${seconds.toFixed(1)} s`,
    );
  }
  const passed = results.reduce((sum, { outcome }) => sum + outcome.passed, 0);
  const failed = results.reduce((sum, { outcome }) => sum + outcome.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}

main(process.argv.slice(2)).then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof SetupError ? `✗ ${error.message}` : error);
    console.log("\n0 passed, 1 failed");
    process.exit(1);
  },
);
