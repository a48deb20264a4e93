import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openRedis, type Redis } from "@/lib/integrations/redis/open-redis";
import { redisCache } from "@/lib/integrations/redis/redis-cache";
import { RedisSocketCounts } from "@/lib/integrations/redis/socket-counts";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { silentLog } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { createLimits, type Limits } from "./limits.ts";

const db = testDb();
let server: TestRedis;
let pool: Pool;
const opened: Redis[] = [];

beforeAll(async () => {
  server = await startRedis();
  pool = new Pool({ connectionString: db.urls.web, max: 4 });
});
afterAll(async () => {
  for (const redis of opened) await redis.close();
  await server.stop();
  await pool.end();
});

/** A connection as each process has one. */
async function connected(): Promise<Redis> {
  const redis = openRedis(server.url, silentLog);
  opened.push(redis);
  await vi.waitFor(() => expect(redis.isUp()).toBe(true), { timeout: 5_000 });
  return redis;
}

async function limitsOf(perIp: number): Promise<Limits> {
  return createLimits({ pool, redis: await connected(), perIp, perUser: 0, perWebhook: 0 });
}

async function passed(limits: Limits, tries: number, ip: string): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: tries }, () => limits.request({ ip, userId: null })));
  return all.filter(({ status }) => status === "fulfilled").length;
}

describe("limits in Redis", () => {
  it("let exactly 100 of 130 parallel requests through, in two processes together", async () => {
    const [one, two] = [await limitsOf(100), await limitsOf(100)];
    const counts = await Promise.all([passed(one, 65, "203.0.113.1"), passed(two, 65, "203.0.113.1")]);
    expect(counts[0] + counts[1]).toBe(100);
    expect(await server.keys()).toContain("heliograph:limit:ip:203.0.113.1");
  });

  it("stand after a flush: the database remembers what was counted", async () => {
    const limits = await limitsOf(10);
    expect(await passed(limits, 8, "203.0.113.2")).toBe(8);
    await vi.waitFor(
      async () =>
        expect(await db.owner(`SELECT points FROM rate_limits WHERE key = 'ip:203.0.113.2'`)).toEqual([{ points: 8 }]),
      { timeout: 5_000 },
    );
    await server.flush();
    const afresh = await limitsOf(10);
    // One after the other: the first of them brings the count back.
    let through = 0;
    for (let n = 0; n < 6; n += 1) through += await passed(afresh, 1, "203.0.113.2");
    expect(through).toBe(2);
  });

  it("let half through while Redis is away, going on from what it had counted, and come back with it", async () => {
    const limits = await limitsOf(20);
    expect(await passed(limits, 4, "203.0.113.3")).toBe(4);
    await vi.waitFor(
      async () =>
        expect(await db.owner(`SELECT points FROM rate_limits WHERE key = 'ip:203.0.113.3'`)).toEqual([{ points: 4 }]),
      { timeout: 5_000 },
    );
    await server.kill();
    expect(await passed(limits, 20, "203.0.113.3")).toBe(6);
    expect(await passed(limits, 20, "203.0.113.4")).toBe(10);
    await server.start();
    const redis = opened.at(-1);
    await vi.waitFor(() => expect(redis?.isUp()).toBe(true), { timeout: 5_000 });
    expect(await passed(limits, 25, "203.0.113.5")).toBe(20);
  });
});

describe("sockets of a user", () => {
  it("are counted over processes, freed, shared out while Redis is away, and written down again after a flush", async () => {
    const [one, two] = [new RedisSocketCounts(await connected(), "p1"), new RedisSocketCounts(await connected(), "p2")];
    await vi.waitFor(() => expect([one.processes, two.processes]).toEqual([2, 2]), { timeout: 10_000 });
    const takes = async (counts: RedisSocketCounts, names: readonly string[]) =>
      Promise.all(names.map((name) => counts.take("usr_1", name, 4)));
    expect(await takes(one, ["a", "b", "c"])).toEqual([true, true, true]);
    expect((await takes(two, ["d", "e"])).filter(Boolean)).toHaveLength(1);
    one.give("usr_1", "a");
    await vi.waitFor(async () => expect(await two.take("usr_1", "f", 4)).toBe(true));
    await server.flush();
    const look = opened.at(-1)?.client;
    await vi.waitFor(async () => expect(await look?.zCard("heliograph:open:usr_1")).toBe(4), { timeout: 8_000 });
    expect(await takes(two, ["g"])).toEqual([false]);
    await server.kill();
    // Half of four each: both have two.
    expect(await takes(one, ["h"])).toEqual([false]);
    expect(await one.take("usr_2", "x", 4)).toBe(true);
    await server.start();
    await one.stop();
    await two.stop();
  });
});

describe("the cache", () => {
  it("keeps for all processes, lets go of what changed, and does not keep what was read before the change", async () => {
    const [one, two] = [redisCache(await connected()), redisCache(await connected())];
    let reads = 0;
    const load = async () => {
      reads += 1;
      return { n: reads };
    };
    expect(await one.through("strategy:1", 60_000, load)).toEqual({ n: 1 });
    await vi.waitFor(async () => expect(await server.keys()).toContain("heliograph:cache:strategy:1"));
    expect(await two.through("strategy:1", 60_000, load)).toEqual({ n: 1 });
    two.drop("strategy:1");
    await vi.waitFor(async () => expect(await one.through("strategy:1", 60_000, load)).not.toEqual({ n: 1 }));
    let release: (value: string) => void = () => undefined;
    const slow = one.through(
      "strategy:2",
      60_000,
      () =>
        new Promise<string>((resolve) => {
          release = resolve;
        }),
    );
    two.drop("strategy:2");
    await vi.waitFor(async () => expect(await server.keys()).toContain("heliograph:cache:strategy:2"));
    release("old");
    expect(await slow).toBe("old");
    expect(await two.through("strategy:2", 60_000, async () => "new")).toBe("new");
  });

  it("asks the source while Redis is away", async () => {
    const cache = redisCache(await connected());
    await server.kill();
    expect(await cache.through("price:1", 10_000, async () => "read")).toBe("read");
    await server.start();
  });
});
