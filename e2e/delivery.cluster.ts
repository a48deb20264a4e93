import { expect, test } from "@playwright/test";
import { balance } from "./support/balancer.ts";
import { Cluster } from "./support/cluster.ts";
import { audience, expectWhole, publish, Reader } from "./support/delivery.ts";

/** Repeats with its seed: who is cut off, and when a process dies. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Size {
  readonly signals: number;
  readonly sockets: number;
  readonly kills: number;
  readonly limitMs: number;
}

const SIZES: readonly (Size & { readonly title: string })[] = [
  { title: "short: 150 signals to 100 sockets", signals: 150, sockets: 100, kills: 1, limitMs: 60_000 },
  {
    title: "whole: 3,600 signals to 1,000 sockets in 10 minutes",
    signals: 3_600,
    sockets: 1_000,
    kills: 6,
    limitMs: 600_000,
  },
];

for (const size of SIZES)
  test(`${size.title}, with cut lines and killed processes: none missing, none twice, in order`, async () => {
    test.setTimeout(size.limitMs + 240_000);
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
  });
