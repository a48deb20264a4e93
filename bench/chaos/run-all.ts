import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@/lib/ports/log";
import { type Database, Databases } from "./databases.ts";
import { judge } from "./judge.ts";
import type { WorkerSetup } from "./messages.ts";
import { isAlone, nameOf } from "./mishaps.ts";
import { runOne, type Scene } from "./run-one.ts";
import { type Fixed, placeOf, type Scenario, scenarioOf } from "./scenario.ts";
import type { ClockTerms } from "./swift-clock.ts";
import { Venue } from "./venue.ts";
import { Worker } from "./worker.ts";
import { workerCtx } from "./worker-ctx.ts";

export interface ChaosOptions extends Fixed {
  readonly runs: number;
  /** Of the first run; each next one has the next. */
  readonly seed: number;
  readonly speed: number;
  /** Runs that share one exchange, database and worker process, at the same time. */
  readonly together: number;
  /** Runs at the same time that have them alone: those with a crash, and those whose fault concerns a whole address. */
  readonly alone: number;
}

export interface RunResult {
  readonly scenario: Scenario;
  /** What it broke; empty: nothing. */
  readonly broken: readonly string[];
  readonly seconds: number;
  readonly trace: readonly string[];
}

export interface ChaosReport {
  readonly results: readonly RunResult[];
  /** How often each kind of fault struck, by the exchanges' own counters, and each crash point killed, by the workers' deaths. */
  readonly struck: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Longer than any run takes that still moves, by the run's clock. */
const RUN_WITHIN_MS = 1_200_000;
const SHARED_POOL = 12;
/** Runs until the worker that they share is a new one: it looks after each account that it ever held. */
const SHARE = 48;
const OWN_POOL = 5;

/** Plays `runs` scenarios and judges each. `tell` is called as they end. */
export async function runAll(options: ChaosOptions, tell: (result: RunResult) => void): Promise<ChaosReport> {
  const began = performance.now();
  const terms: ClockTerms = { startedAt: Date.now(), speed: options.speed };
  const masterKey = randomBytes(32).toString("base64");
  const all = Array.from({ length: options.runs }, (_, n) => scenarioOf(options.seed + n, options));
  const databases = await Databases.start();
  const struck: Record<string, number> = {};
  const count = (name: string, times: number): void => {
    struck[name] = (struck[name] ?? 0) + times;
  };
  const results: RunResult[] = [];
  const note = (result: RunResult): void => {
    results.push(result);
    tell(result);
  };
  const setUp = { databases, terms, masterKey, count, note };
  // Exchanges and workers end with us; the database is nobody's child.
  const breakOff = (): void => void databases.close().finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, breakOff);
  try {
    await Promise.all([
      playTogether(setUp, queueOf(all, false), options.together),
      ...lanes(queueOf(all, true), options.alone).map((queue) => playAlone(setUp, queue)),
    ]);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, breakOff);
    await databases.close();
  }
  return { results, struck, seconds: (performance.now() - began) / 1_000 };
}

interface SetUp {
  readonly databases: Databases;
  readonly terms: ClockTerms;
  readonly masterKey: string;
  count(name: string, times: number): void;
  note(result: RunResult): void;
}

function queueOf(all: readonly Scenario[], alone: boolean): Scenario[] {
  return all.filter(({ mishap }) => isAlone(mishap) === alone);
}

/** The same queue for each lane: whoever is free takes the next. */
function lanes(queue: Scenario[], most: number): Scenario[][] {
  return Array.from({ length: Math.min(most, queue.length) }, () => queue);
}

/** Many accounts in one worker process at one exchange; after each share of them a new database and worker, which let go of the accounts before. */
async function playTogether(setUp: SetUp, queue: Scenario[], most: number): Promise<void> {
  if (queue.length === 0) return;
  const venue = await Venue.start(setUp.terms);
  try {
    while (queue.length > 0) await playShare(setUp, venue, queue.splice(0, SHARE), most);
    for (const [kind, times] of Object.entries(await venue.hits())) setUp.count(kind, times);
  } finally {
    venue.close();
  }
}

async function playShare(setUp: SetUp, venue: Venue, queue: Scenario[], most: number): Promise<void> {
  const database = await setUp.databases.clone(most + 2);
  const worker = new Worker(setupOf(setUp, database, venue, SHARED_POOL), null);
  const scene = sceneOf(setUp, database, venue, worker);
  // No two at once move the same price.
  const priced = new Set<string>();
  const lane = async (): Promise<void> => {
    while (queue.length > 0) {
      const index = queue.findIndex((scenario) => !priced.has(marketOf(scenario)));
      const [scenario] = index === -1 ? [] : queue.splice(index, 1);
      if (scenario === undefined) {
        await delay(100);
        continue;
      }
      priced.add(marketOf(scenario));
      setUp.note(await played(scene, scenario));
      priced.delete(marketOf(scenario));
    }
  };
  try {
    await Promise.all(Array.from({ length: most }, lane));
  } finally {
    await worker.stop();
    await scene.ctx.db.$disconnect();
    await database.drop();
  }
}

/** One run after the other, each with a database and a worker process of its own. */
async function playAlone(setUp: SetUp, queue: Scenario[]): Promise<void> {
  const venue = await Venue.start(setUp.terms);
  try {
    for (let scenario = queue.shift(); scenario !== undefined; scenario = queue.shift()) {
      const database = await setUp.databases.clone(OWN_POOL);
      const { mishap, late } = scenario;
      const crashAt = mishap.type === "crash" && !late ? mishap.point : null;
      const worker = new Worker(setupOf(setUp, database, venue, OWN_POOL), crashAt);
      const scene = sceneOf(setUp, database, venue, worker);
      setUp.note(await played(scene, scenario));
      for (const point of worker.deaths) setUp.count(point, 1);
      await worker.stop();
      await scene.ctx.db.$disconnect();
      await database.drop();
    }
    for (const [kind, times] of Object.entries(await venue.hits())) setUp.count(kind, times);
  } finally {
    venue.close();
  }
}

function setupOf(
  { terms, masterKey }: SetUp,
  { url }: Database,
  venue: Venue,
  poolMax: number,
): Omit<WorkerSetup, "crashAt"> {
  return { databaseUrl: url, venueUrl: venue.url, clock: terms, masterKey, poolMax };
}

const nothing = (): void => undefined;
const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function sceneOf(setUp: SetUp, database: Database, venue: Venue, worker: Worker): Scene {
  const ctx = workerCtx({ ...setupOf(setUp, database, venue, 2), crashAt: null }, SILENT);
  return { database, venue, worker, ctx, speed: setUp.terms.speed };
}

function marketOf({ stage, coin }: Scenario): string {
  return `${stage.exchange} ${coin.base}`;
}

async function played(scene: Scene, scenario: Scenario): Promise<RunResult> {
  const began = performance.now();
  await scene.worker.started;
  const unplanned = scene.worker.unplanned.length;
  const ended = (broken: readonly string[], ids: readonly string[]): RunResult => ({
    scenario,
    broken: [...broken, ...scene.worker.unplanned.slice(unplanned)],
    seconds: (performance.now() - began) / 1_000,
    trace: traceOf(scene.worker, ids),
  });
  const late = new AbortController();
  try {
    const end = await Promise.race([
      runOne(scene, scenario),
      delay(RUN_WITHIN_MS / scene.speed, null, { signal: late.signal }),
    ]);
    if (end === null) return ended(["the run hung"], []);
    const ids = end.ours.intents.flatMap(({ keyId, orders }) => [keyId ?? "", ...orders.map(({ id }) => id)]);
    const unhurt = end.unstruck === 0 ? [] : [`${nameOf(scenario.mishap)} never struck`];
    const broken = judge(end);
    return { ...ended(broken, ids), trace: [...unhurt, ...traceOf(scene.worker, ids), ...stepsOf(end.ours)] };
  } catch (error) {
    return ended([`the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`], []);
  } finally {
    late.abort();
  }
}

/** What the worker logged about these accounts and orders. */
function traceOf({ log }: Worker, ids: readonly string[]): readonly string[] {
  return log
    .filter(({ fields }) => Object.values(fields).some((value) => ids.includes(value)))
    .slice(-20)
    .map(({ level, message, fields }) => `${level}: ${message} ${JSON.stringify(fields)}`);
}

function stepsOf({ intents }: Awaited<ReturnType<typeof runOne>>["ours"]): readonly string[] {
  return intents.flatMap(({ leg, origin, state, reason, orders }) => [
    `${origin} ${leg}: ${state}${reason === null ? "" : ` (${reason})`}`,
    ...orders.flatMap(({ log, attempt }) =>
      log.map(({ at, fact, to, reason: why }) => `  ${at.toISOString()} #${attempt} ${fact} -> ${to}: ${why}`),
    ),
  ]);
}

export function titleOf({ seed, stage, mishap, coin, end, kills }: Scenario): string {
  return `seed ${seed}  ${placeOf(stage)}  ${coin.base}  ${nameOf(mishap)}  ${kills ? "kill switch" : end}`;
}
