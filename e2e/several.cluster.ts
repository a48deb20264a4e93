import { expect, test } from "@playwright/test";
import { appendEvent } from "@/lib/events/outbox";
import { Cluster } from "./support/cluster.ts";
import { audience, expectWhole, publish, Reader } from "./support/delivery.ts";

let cluster: Cluster;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  cluster = await Cluster.start({ RATE_LIMIT_USER: "12" });
});
test.afterAll(() => cluster.stop());

const PUBLISHED_WITHIN = { timeout: 5_000, intervals: [20] };

/** A request that counts against the user's limit. @returns its status */
async function asks(url: string, token: string): Promise<number> {
  return (await fetch(`${url}/api/signals?limit=1`, { headers: { authorization: `Bearer ${token}` } })).status;
}

test("two web processes, and Redis flushed, killed and back: signals reach both, limits stay", async () => {
  test.setTimeout(120_000);
  const { redis, webs } = cluster;
  const [one, two] = webs.map(({ url }) => url);
  if (one === undefined || two === undefined) throw new Error("two web processes were started");
  const people = await audience(cluster, 3);
  const [first, second, third] = people.readers;
  const [strategyId = ""] = people.strategyIds;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three readers were made");
  const readers = [new Reader(one, first, people), new Reader(two, second, people)];
  const all = (seq: number) =>
    expect.poll(() => readers.map(({ count }) => count), PUBLISHED_WITHIN).toEqual([seq, seq]);
  await expect.poll(() => readers.map(({ client }) => client.status), { timeout: 20_000 }).toEqual(["live", "live"]);

  await all(await publish(people, () => [one]));
  await all(await publish(people, () => [two]));

  // One limit for both processes: 12 an hour, wherever he asks.
  const statuses: number[] = [];
  for (let n = 0; n < 13; n += 1) statuses.push(await asks(n % 2 === 0 ? one : two, third.token));
  expect(statuses.filter((status) => status === 200)).toHaveLength(12);
  await fetch(`${one}/api/strategies/${strategyId}`);
  for (const { client } of readers) client.prices(["BTC/USDT"], () => undefined);
  await expect
    .poll(() => redis.keys(), { timeout: 10_000 })
    .toEqual(
      expect.arrayContaining([
        `heliograph:limit:user:${third.userId}`,
        `heliograph:open:${first.userId}`,
        `heliograph:open:${second.userId}`,
        `heliograph:cache:strategy:${strategyId}`,
        "heliograph:cache:price:BTC/USDT",
        "heliograph:processes",
      ]),
    );
  const sql = `SELECT 1 FROM rate_limits WHERE key = $1 AND points >= 12`;
  await expect
    .poll(async () => (await cluster.ctx.db.$queryRawUnsafe<unknown[]>(sql, `user:${third.userId}`)).length)
    .toBe(1);

  await redis.flush();
  await all(await publish(people, () => [one]));
  expect(await asks(two, third.token)).toBe(429);
  await redis.kill();
  await all(await publish(people, () => [two]));
  expect([await asks(one, third.token), await asks(two, third.token)]).toEqual([429, 429]);
  await redis.start();
  await expect
    .poll(() => redis.keys(), { timeout: 15_000 })
    .toEqual(expect.arrayContaining([`heliograph:open:${first.userId}`, `heliograph:open:${second.userId}`]));
  await all(await publish(people, () => [one]));
  expectWhole(readers, new Map([[strategyId, 5]]));
  for (const { client } of readers) client.close();
});

test("access that ends while connected: nothing more after 2 s, on sockets of both processes and on the stream", async () => {
  const { webs, ctx } = cluster;
  const people = await audience(cluster, 2);
  const readers = people.readers.map((person, n) => new Reader(webs[n]?.url ?? "", person, people));
  await expect.poll(() => readers.map(({ client }) => client.status), { timeout: 20_000 }).toEqual(["live", "live"]);
  const urls = () => webs.map(({ url }) => url);
  const [leaver] = people.readers;
  if (leaver === undefined) throw new Error("two readers were made");
  const stream = fetch(`${webs[1]?.url}/api/signals/stream?wait=8`, {
    headers: { authorization: `Bearer ${leaver.token}` },
  });
  const before = await publish(people, urls);
  await expect.poll(() => readers.map(({ count }) => count), PUBLISHED_WITHIN).toEqual([before, before]);
  const at = new Date(ctx.clock.now());
  await ctx.db.transaction(async (tx) => {
    const { subscriptionId, userId } = leaver;
    await tx.subscription.update({
      where: { id: subscriptionId },
      data: { status: "EXPIRED", accessOpen: false, endedAt: at, accessEndedAt: at },
    });
    const [strategyId = ""] = people.strategyIds;
    await appendEvent(tx, ctx.clock.now(), {
      type: "subscription.changed",
      subscriptionId,
      userId,
      strategyId,
      hasAccess: false,
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // the promise itself: two seconds
  const after = await publish(people, urls);
  await expect.poll(() => readers.map(({ count }) => count), PUBLISHED_WITHIN).toEqual([before, after]);
  const lines = (await (await stream).text()).trim().split("\n").filter(Boolean);
  expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq).every((seq) => seq <= before)).toBe(true);
  for (const { client } of readers) client.close();
});
