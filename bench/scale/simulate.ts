import { type Deployment, MACHINE } from "./deployments.ts";
import type { Habits, Load, UnitCosts } from "./units.ts";

/** What can run out. */
export type Part = "web" | "database" | "replicas" | "worker" | "memory" | "network";

export interface Outcome {
  /** Of the quarter-hour: busy share of each part, 1 = all of it. */
  readonly use: Readonly<Record<Part, number>>;
  /** From the publication to its last reader; the slowest of each hundred signals. */
  readonly p99Ms: number;
  /** Messages a second to sockets, all kinds; bytes a second out. */
  readonly messagesASecond: number;
  readonly bytesASecond: number;
  /** Bytes a day written to tables that grow. */
  readonly rowsBytesADay: number;
}

const TICK_MS = 100;
const WINDOW_MS = 900_000;
const BURST_MS = 10_000;
const PRICE_BYTES = 230;
const HEARTBEAT_BYTES = 60;
/** Jobs of a hundred readers go out as one (bulk sends of a channel). */
const READERS_A_JOB = 100;
const DRAWN_MAX = 3;
/** A process takes one message of some kilobytes from Redis and parses it. An estimate: nothing of ours does this yet. */
const HANDED_ON_MS = 0.05;

/**
 * A quarter-hour of the site in steps of 100 ms: signals come at random, more of them as candles close, each to the readers of a strategy drawn by
 * popularity. Web processes, database and worker are queues that work off processor time; what they cannot do in a step waits.
 */
export function simulate(costs: UnitCosts, habits: Habits, load: Load, site: Deployment, seed = 1): Outcome {
  const random = uniform(seed);
  const readersOf = popularity(habits, load.sockets, random);
  const steady = steadyLoad(costs, habits, load, site);
  const tellers = site.tellPer === "process" ? site.webs : 1;
  const handedOnMs = site.tellPer === "process" ? 0 : site.webs * HANDED_ON_MS;
  const web = new Queue(site.webs);
  const database = new Queue(site.dbCores * site.shards);
  const replicas = new Queue(site.replicaCores);
  const worker = new Queue(site.workerCores);
  const readsAt = site.replicaCores > 0 ? replicas : database;
  const delays: [ms: number, signals: number][] = [];
  let messages = 0;
  let rowsBytes = 0;
  let carried = 0;
  for (let at = 0; at < WINDOW_MS; at += TICK_MS) {
    const perMs = (load.signalsAMinute / 60_000) * (1 - habits.burst);
    const burst = at < BURST_MS ? (load.signalsAMinute * 15 * habits.burst) / BURST_MS : 0;
    carried += (perMs + burst) * TICK_MS * (0.5 + random());
    web.add(steady.webMsASecond * (TICK_MS / 1_000));
    database.add(steady.dbMsASecond * (TICK_MS / 1_000));
    const count = Math.floor(carried);
    carried -= count;
    // Of many in one step a few are drawn, and each stands for its share of them.
    const drawn = Math.min(count, DRAWN_MAX);
    const each = drawn === 0 ? 0 : count / drawn;
    for (let n = 0; n < drawn; n += 1) {
      const readers = readersOf();
      const sendMs = (readers * costs.messageUs) / 1_000;
      // The last reader waits for the publication, for the read by his process, and for those before him in it.
      const waited = web.delayMs() + database.delayMs() + readsAt.delayMs();
      const own = costs.publishWebMs + costs.publishDbMs + costs.tellWebMs + costs.tellDbMs + sendMs / site.webs;
      delays.push([waited + own, each]);
      web.add(each * (costs.publishWebMs + costs.tellWebMs * tellers + handedOnMs + sendMs));
      database.add(each * (costs.publishDbMs + (readers * costs.noticeDbUs) / 1_000));
      readsAt.add(each * costs.tellDbMs * tellers);
      const receipts = receiptsOf(readers, load, habits, site);
      web.add((each * receipts * costs.receiptWebUs) / 1_000);
      database.add((each * receipts * costs.receiptDbUs) / 1_000);
      const jobs = each * (1 + (readers * habits.outsideShare) / READERS_A_JOB);
      worker.add(jobs * costs.jobWorkerMs);
      database.add(jobs * costs.jobDbMs);
      messages += each * readers;
      rowsBytes += each * (costs.publishBytes + readers * costs.noticeBytes);
    }
    for (const queue of [web, database, replicas, worker]) queue.work(TICK_MS);
  }
  const seconds = WINDOW_MS / 1_000;
  const bytesASecond = steady.bytesASecond + (messages / seconds) * costs.messageBytes * site.leanness;
  return {
    use: {
      web: web.use(WINDOW_MS),
      database: database.use(WINDOW_MS),
      replicas: replicas.use(WINDOW_MS),
      worker: worker.use(WINDOW_MS),
      memory: (load.sockets * costs.socketKib) / 1_048_576 / (site.webMachines * MACHINE.memoryGib * 0.5),
      network: (bytesASecond * 8) / 1_000_000 / (site.webMachines * MACHINE.netMbitASecond),
    },
    p99Ms: quantile(delays, 0.99),
    messagesASecond: messages / seconds + steady.messagesASecond,
    bytesASecond,
    rowsBytesADay: (rowsBytes / seconds) * 86_400,
  };
}

/** What goes on without any signal: pings and heartbeats, prices. */
function steadyLoad(costs: UnitCosts, habits: Habits, { sockets }: Load, site: Deployment) {
  const prices = sockets * habits.symbolsEach * Math.min(habits.ticksASecond, site.pricesASecond);
  const beats = sockets / site.heartbeatSec;
  // Measured with a heartbeat every 2 s; a slower one saves its own messages.
  const idleUs = Math.max(costs.socketIdleUsASecond - (0.5 - 1 / site.heartbeatSec) * costs.messageUs, 0);
  return {
    webMsASecond: (sockets * idleUs + prices * costs.messageUs) / 1_000,
    dbMsASecond: site.webs * 0.5, // each process looks at the outbox once a second, unasked
    messagesASecond: prices + beats,
    bytesASecond: prices * PRICE_BYTES + beats * HEARTBEAT_BYTES,
  };
}

/** Acknowledgements that are written: a reader's of one strategy are joined while they wait. */
function receiptsOf(readers: number, load: Load, habits: Habits, site: Deployment): number {
  const aSecond = load.signalsAMinute / 60 / habits.strategies;
  const joined = Math.max(1, aSecond * site.receiptsSec);
  return readers / joined;
}

/** Draws a strategy's readers: strategies publish alike, but the popular ones have most readers. */
function popularity({ strategies, zipf, strategiesEach }: Habits, sockets: number, random: () => number): () => number {
  const weights = Array.from({ length: strategies }, (_, rank) => (rank + 1) ** -zipf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const readers = weights.map((weight) => Math.min(sockets, (sockets * strategiesEach * weight) / total));
  return () => readers[Math.floor(random() * strategies)] ?? 0;
}

/** Processor time that waits for a number of cores. */
class Queue {
  readonly #cores: number;
  #waitingMs = 0;
  #doneMs = 0;

  constructor(cores: number) {
    this.#cores = cores;
  }

  add(ms: number): void {
    this.#waitingMs += ms;
  }

  /** How long what comes now waits until a core is free for it. */
  delayMs(): number {
    return this.#cores === 0 ? 0 : this.#waitingMs / this.#cores;
  }

  work(ms: number): void {
    const done = Math.min(this.#waitingMs, ms * this.#cores);
    this.#waitingMs -= done;
    this.#doneMs += done;
  }

  /** Busy share, with what was left undone. */
  use(windowMs: number): number {
    return this.#cores === 0 ? 0 : (this.#doneMs + this.#waitingMs) / (windowMs * this.#cores);
  }
}

/** The value below which a share `q` of the weight lies. */
function quantile(values: readonly (readonly [value: number, weight: number])[], q: number): number {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  let below = 0;
  for (const [value, weight] of values.toSorted(([a], [b]) => a - b)) {
    below += weight;
    if (below >= total * q) return value;
  }
  return 0;
}

/** Uniform in [0, 1), the same for the same seed. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
