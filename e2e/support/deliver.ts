import { expect } from "@playwright/test";
import { balance } from "./balancer.ts";
import { Cluster } from "./cluster.ts";
import { audience, expectWhole, publish, Reader } from "./delivery.ts";

/** Repeats with its seed: who is cut off, and when a process dies. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Size {
  readonly signals: number;
  readonly sockets: number;
  readonly kills: number;
  readonly limitMs: number;
}

/** Publishes while lines are cut and web processes killed at random. Every reader must have heard everything, once, in order, in time. */
export async function deliver(size: Size): Promise<void> {
  const cluster = await Cluster.start();
  const line = await balance(cluster.webs.map(({ url }) => Number(new URL(url).port)));
  const readers: Reader[] = [];
  try {
    const people = await audience(cluster, size.sockets);
    for (const person of people.readers) readers.push(new Reader(line.url, person, people.strategyId));
    await expect
      .poll(() => readers.filter(({ client }) => client.status === "live").length, { timeout: 90_000 })
      .toBe(size.sockets);
    const next = chance(20_261_121);
    const startedAt = performance.now();
    const killAt = new Set(
      Array.from({ length: size.kills }, (_, n) => Math.floor(((n + next()) * size.signals) / size.kills)),
    );
    const alive = () => cluster.webs.filter(({ runs }) => runs).map(({ url }) => url);
    let restarted: Promise<void> = Promise.resolve();
    for (let n = 0; n < size.signals; n += 1) {
      if (next() < 0.1) line.cut(Math.ceil(size.sockets / 50), next);
      if (killAt.has(n)) {
        await restarted;
        const web = cluster.webs[next() < 0.5 ? 0 : 1];
        web?.kill();
        restarted = web?.start() ?? restarted;
      }
      await publish(people, alive);
    }
    await restarted;
    const head = await cluster.ctx.db.strategyHead.findUniqueOrThrow({ where: { strategyId: people.strategyId } });
    await expect.poll(() => Math.min(...readers.map(({ last }) => last)), { timeout: 120_000 }).toBe(head.seq);
    expect(performance.now() - startedAt).toBeLessThan(size.limitMs);
    expectWhole(readers, head.seq);
  } finally {
    for (const { client } of readers) client.close();
    await line.close();
    await cluster.stop();
  }
}
