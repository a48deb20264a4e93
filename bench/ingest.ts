import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openDb } from "@/lib/db/client";
import { withDatabase } from "@/lib/db/urls";
import { databaseEnvironment } from "@/lib/runtime/database";
import { childEnvironment } from "@/lib/runtime/env";
import { bundleProcesses } from "@/scripts/build/build";
import { freePort, YOUNG_SPACE } from "./fanout/processes.ts";
import { countHeard, median, timeNotices } from "./ingest/notices.ts";
import { type Stage, setStage } from "./ingest/stage.ts";

/**
 * `npm run bench -- ingest`: a signal published with its Idempotency-Key (the yardstick's dedupeKey) to 100 subscribers, ours as one more
 * contestant of ../shared/bench/ingest. The worker runs beside, with all that it does after a signal; its notifications are counted. Then the
 * yardstick's own work in a process apart from its sender, as another contestant: what that alone costs.
 */
export interface IngestBenchOptions {
  readonly secs: string;
  readonly rounds: string;
}

interface Row {
  readonly name: string;
  readonly conc: number;
  readonly per_s: number;
}

const SUBSCRIBERS = 100;
/** Beside the product's own: packages are found from there, and no compiler sits in the processes that are measured. */
const BUNDLES = "dist/bench";
const TOLD_TIMEOUT_MS = 300_000;
const YARDSTICK = "../shared/bench/ingest";
const SIGNED_AS_YARDSTICK = `import { createHmac } from "node:crypto";
export const sign = (body) => ({ "x-signature": createHmac("sha256", "bench-secret").update(body).digest("hex") });
`;

export async function benchIngest({ secs, rounds }: IngestBenchOptions): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "heliograph-ingest-"));
  const stage = await setStage(dataDir);
  const children: ChildProcess[] = [];
  try {
    const notices = await timeNotices(stage, 15);
    const port = await freePort();
    const env = childEnvironment({
      ...databaseEnvironment(stage.urls),
      ...{ DATA_DIR: dataDir, PORT: String(port), NODE_ENV: "production", LOG_LEVEL: "warn" },
      ...{ RATE_LIMIT_IP: "0", RATE_LIMIT_USER: "0", RATE_LIMIT_WEBHOOK: "0" },
    });
    const start = (...args: string[]): ChildProcess => {
      const child = spawn("node", args, { stdio: ["ignore", "pipe", "inherit"], env });
      children.push(child);
      return child;
    };
    await bundleProcesses(BUNDLES, ["worker.ts", "bench/ingest/serve.ts", "bench/ingest/apart.ts"]);
    start(`${BUNDLES}/worker.js`);
    const web = start(...YOUNG_SPACE, `${BUNDLES}/serve.js`, stage.strategyId);
    await new Promise((ready) => web.stdout?.once("data", ready));
    const measure = (address: string, sign: string) => runYardstick(dataDir, { secs, rounds }, address, sign);
    const rows = await measure(
      `http://127.0.0.1:${port}/api/signals`,
      `export const sign = () => ({ authorization: "Bearer ${stage.token}" });\n`,
    );
    const told = await allTold(stage);
    await end(children.splice(0));
    const apartPort = String(await freePort());
    const apart = start(`${BUNDLES}/apart.js`, await apartDatabase(stage.serverUrl), apartPort, String(SUBSCRIBERS));
    await new Promise((ready) => apart.stdout?.once("data", ready));
    const beside = await measure(`http://127.0.0.1:${apartPort}/`, SIGNED_AS_YARDSTICK);
    report(rows, beside, notices, told);
  } finally {
    await end(children);
    await stage.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function runYardstick(
  dataDir: string,
  { secs, rounds }: IngestBenchOptions,
  address: string,
  signSource: string,
): Promise<readonly Row[]> {
  const sign = join(dataDir, "sign.mjs");
  writeFileSync(sign, signSource);
  const out = join(dataDir, "rows.json");
  const args = ["--secs", secs, "--rounds", rounds, "--subs", String(SUBSCRIBERS), "--out", out];
  const run = spawn("node", [resolve(YARDSTICK, "run.mjs"), ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: childEnvironment({ BENCH_OURS_INGEST_URL: address, BENCH_OURS_SIGN: sign }),
  });
  const code = await new Promise((done) => run.once("exit", done));
  if (code !== 0) throw new Error("the yardstick's run failed");
  return JSON.parse(readFileSync(out, "utf8")) as Row[];
}

/** The yardstick's tables in a database of their own, on the server that ours were measured on. @returns its address */
async function apartDatabase(admin: string): Promise<string> {
  const server = openDb(admin, { poolMax: 1 });
  await server.$executeRawUnsafe("CREATE DATABASE apart");
  await server.$disconnect();
  const url = withDatabase(admin, "apart");
  const db = openDb(url, { poolMax: 1 });
  for (const statement of readFileSync(resolve(YARDSTICK, "schema.sql"), "utf8").split(";"))
    if (statement.trim() !== "") await db.$executeRawUnsafe(statement);
  await db.$disconnect();
  return url;
}

async function end(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(children.map((child) => child.exitCode ?? new Promise((done) => child.once("exit", done))));
}

/** Waits until every published signal was told to every subscriber. @throws when somebody did not hear of one, or heard twice */
async function allTold({ db, strategyId }: Stage): Promise<{ signals: number; afterMs: number }> {
  const start = performance.now();
  for (;;) {
    const [row] = await db.$queryRaw<{ signals: bigint; notices: bigint }[]>`
      SELECT (SELECT count(*) FROM signals WHERE "strategyId" = ${strategyId}) AS signals,
        (SELECT count(*) FROM signal_notices WHERE "strategyId" = ${strategyId}) AS notices`;
    const signals = Number(row?.signals);
    const afterMs = performance.now() - start;
    if (Number(row?.notices) === signals) {
      const heard = await countHeard(db, strategyId, 1);
      if (heard !== signals * SUBSCRIBERS)
        throw new Error(`${heard} notifications of ${signals * SUBSCRIBERS} are there`);
      return { signals, afterMs };
    }
    if (afterMs > TOLD_TIMEOUT_MS) throw new Error(`${row?.notices} of ${signals} signals were told`);
    await pause(20);
  }
}

function report(
  rows: readonly Row[],
  besides: readonly Row[],
  notices: { ours: number; bare: number },
  told: { signals: number; afterMs: number },
) {
  const rate = (from: readonly Row[], name: string, conc: number) =>
    median(from.filter((row) => row.name.startsWith(name) && row.conc === conc).map((row) => row.per_s));
  console.log("\n| measured | ours | yardstick | ratio | wanted |\n|---|---|---|---|---|");
  const line = (...cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
  for (const conc of [1, 16]) {
    const what = `signals/s, ${SUBSCRIBERS} subscribers, ${conc} at once`;
    const [ours, yardstick] = [rate(rows, "ours webhook", conc), rate(rows, "webhook ->", conc)];
    const [apart, its] = [rate(besides, "ours webhook", conc), rate(besides, "webhook ->", conc)];
    line(what, ours.toFixed(), yardstick.toFixed(), (ours / yardstick).toFixed(2), "≥ 0.8");
    line(`${what}: its own work in a process apart`, apart.toFixed(), its.toFixed(), (apart / its).toFixed(2), "");
    line(
      `${what}: ours beside that`,
      ours.toFixed(),
      apart.toFixed(),
      (ours / yardstick / (apart / its)).toFixed(2),
      "≥ 0.8",
    );
  }
  line(
    "ms, 5,000 notifications",
    notices.ours.toFixed(1),
    notices.bare.toFixed(1),
    (notices.ours / notices.bare).toFixed(2),
    "≤ 1.5",
  );
  console.log(
    `\n${told.signals} signals, each told once to ${SUBSCRIBERS}; the last was told ${Math.round(told.afterMs)} ms after the run.`,
  );
}
