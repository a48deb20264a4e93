import { expect } from "@playwright/test";
import { balance } from "./balancer.ts";
import { Cluster, type Part } from "./cluster.ts";
import { type Audience, audience, expectWhole, publish, Reader } from "./delivery.ts";

const SEED = 20_261_121;

/** Repeats with its seed: who is cut off, and when a process dies. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = chance(SEED);

export interface Size {
  /** Shared out to the strategies, which publish at the same time. */
  readonly signals: number;
  readonly strategies: number;
  readonly sockets: number;
  readonly kills: number;
}

/**
 * Publishes while lines are cut and web processes killed at random. Every reader must have heard everything, once, in order.
 * @returns the seconds from the first signal until the last reader had the last one
 */
export async function deliver(size: Size): Promise<number> {
  const cluster = await Cluster.start();
  const line = await balance(cluster.webs.map(({ url }) => Number(new URL(url).port)));
  const readers: Reader[] = [];
  try {
    const people = await audience(cluster, size.sockets, size.strategies);
    for (const person of people.readers) readers.push(new Reader(line.url, person, people));
    await expect
      .poll(() => readers.filter(({ client }) => client.status === "live").length, { timeout: 90_000 })
      .toBe(size.sockets);
    const startedAt = performance.now();
    await publishAll(cluster, people, size, () => line.cut(Math.ceil(size.sockets / 50), next));
    const rows = await cluster.ctx.db.strategyHead.findMany({ where: { strategyId: { in: [...people.strategyIds] } } });
    const heads = new Map(rows.map(({ strategyId, seq }) => [strategyId, seq]));
    const total = [...heads.values()].reduce((sum, seq) => sum + seq, 0);
    expect(total).toBeGreaterThanOrEqual(size.signals);
    await expect.poll(() => Math.min(...readers.map(({ count }) => count)), { timeout: 120_000 }).toBe(total);
    const seconds = (performance.now() - startedAt) / 1_000;
    expectWhole(readers, heads);
    console.log(`${size.signals} signals to ${size.sockets} sockets in ${seconds.toFixed(1)} s`);
    return seconds;
  } finally {
    for (const { client } of readers) client.close();
    await line.close();
    await cluster.stop();
  }
}

/** Each strategy publishes its share one after the other, all strategies at once. Web processes die at signals that chance names. */
async function publishAll(cluster: Cluster, people: Audience, size: Size, cut: () => void): Promise<void> {
  const { webs } = cluster;
  const share = size.signals / size.strategies;
  const killAt = new Set(
    Array.from({ length: size.kills }, (_, n) => Math.floor(((n + next()) * size.signals) / size.kills)),
  );
  const alive = () => webs.filter(({ runs }) => runs).map(({ url }) => url);
  let published = 0;
  let restarted: Promise<void> = Promise.resolve();
  const lane = async (strategyId: string): Promise<void> => {
    for (let n = 0; n < share; n += 1) {
      if (next() < 0.1) cut();
      // One at a time: the other process is there meanwhile.
      if (killAt.has(published++)) restarted = restarted.then(() => killOne(webs));
      await publish(people, alive, strategyId);
    }
  };
  await Promise.all(people.strategyIds.map(lane));
  await restarted;
}

/** One web process at random, started again at once. */
async function killOne(webs: readonly Part[]): Promise<void> {
  const web = webs[next() < 0.5 ? 0 : 1];
  web?.kill();
  await web?.start();
}
