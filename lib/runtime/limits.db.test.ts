import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { createLimits, type Limits } from "./limits.ts";

const db = testDb();
let pool: Pool;
beforeAll(() => {
  pool = new Pool({ connectionString: db.urls.web, max: 4 });
});
afterAll(() => pool.end());

async function passed(
  limits: Limits,
  tries: number,
  ip: (n: number) => string,
  userId: string | null = null,
): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: tries }, (_, n) => limits.request({ ip: ip(n), userId })));
  return all.filter(({ status }) => status === "fulfilled").length;
}

describe("limits", () => {
  it("let exactly 100 of 130 parallel requests of one address through, in two processes together (K95)", async () => {
    const [one, two] = [0, 1].map(() => createLimits({ pool, perIp: 100, perUser: 0, perWebhook: 0 }));
    if (one === undefined || two === undefined) throw new Error("two limits were made");
    const counts = await Promise.all([passed(one, 65, () => "203.0.113.1"), passed(two, 65, () => "203.0.113.1")]);
    expect(counts[0] + counts[1]).toBe(100);
  });

  it("say when to come back, also from memory once over the limit", async () => {
    const limits = createLimits({ pool, perIp: 1, perUser: 0, perWebhook: 0 });
    await limits.request({ ip: "203.0.113.2", userId: null });
    for (let n = 0; n < 2; n += 1) {
      const refused = await limits.request({ ip: "203.0.113.2", userId: null }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "rate_limited", retryAfterSec: expect.any(Number) });
      expect((refused as { retryAfterSec: number }).retryAfterSec).toBeGreaterThan(50);
    }
  });

  it("count a /64 as one address, users by the hour beside addresses, and loopback like any other", async () => {
    const v6 = createLimits({ pool, perIp: 10, perUser: 0, perWebhook: 0 });
    expect(await passed(v6, 15, (n) => `2001:db8:9:9::${n}`)).toBe(10);
    const user = createLimits({ pool, perIp: 0, perUser: 10, perWebhook: 0 });
    expect(await passed(user, 15, (n) => `198.51.100.${n}`, "usr_1")).toBe(10);
    expect(await passed(v6, 15, () => "127.0.0.1")).toBe(10);
  });

  it("let a larger plan ask more, and count on from what was used on the smaller one", async () => {
    const limits = createLimits({ pool, perIp: 0, perUser: 10, perWebhook: 0 });
    const ask = (plan: "TRIAL" | "STARTER") => limits.request({ ip: "198.51.100.1", userId: "usr_planned", plan });
    for (let n = 0; n < 10; n += 1) await ask("TRIAL");
    await expect(ask("TRIAL")).rejects.toMatchObject({ code: "rate_limited" }); // remembered: it counts no more
    const more = await Promise.allSettled(Array.from({ length: 15 }, () => ask("STARTER")));
    expect(more.filter(({ status }) => status === "fulfilled")).toHaveLength(10); // twenty in all
  });

  it("are off at 0", async () => {
    const limits = createLimits({ pool, perIp: 0, perUser: 0, perWebhook: 0 });
    expect(await passed(limits, 300, () => "203.0.113.3", "usr_2")).toBe(300);
  });

  it("count webhooks by their own address", async () => {
    const limits = createLimits({ pool, perIp: 0, perUser: 0, perWebhook: 2 });
    await limits.webhook("a");
    await limits.webhook("a");
    await expect(limits.webhook("a")).rejects.toMatchObject({ code: "rate_limited" });
    await limits.webhook("b");
  });

  it("go on in memory when the database does not answer", async () => {
    const dead = new Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none", connectionTimeoutMillis: 500 });
    const limits = createLimits({ pool: dead, perIp: 5, perUser: 0, perWebhook: 0 });
    expect(await passed(limits, 8, () => "203.0.113.4")).toBe(5);
    await dead.end();
  });
});
