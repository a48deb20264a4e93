import { writeFileSync } from "node:fs";
import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings, setAuthSettings } from "@/lib/auth/auth-settings";
import { openDb } from "@/lib/db/client";
import type { Actor } from "@/lib/kernel/actor";
import { utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";

export const BENCH_SECRET = "a secret of the bench, at least 32 characters";

/** What the server of the bench finds in its database. */
export interface Prepared {
  readonly provider: Actor;
  readonly strategyId: string;
}

/** A strategy and `count` people who subscribe to it. Not in the server's process: its memory is to be what sockets take. Tokens go to `files.tokens`. */
export async function prepare(
  databaseUrl: string,
  url: string,
  count: number,
  files: { readonly tokens: string; readonly prepared: string },
): Promise<void> {
  setAuthSettings({ secret: BENCH_SECRET });
  const db = openDb(databaseUrl, { applicationName: "bench-prepare" });
  const made = createTestCtx(db);
  const clock = Object.assign(made.clock, { now: () => utcMs(Date.now()) });
  const ctx: TestCtx = { ...made, clock, config: { ...made.config, baseUrl: url } };
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  writeFileSync(files.tokens, (await subscribers(ctx, url, strategyId, count)).join("\n"));
  writeFileSync(files.prepared, JSON.stringify({ provider, strategyId } satisfies Prepared));
  await db.$disconnect();
}

/** Distinct people with a device session and a subscription each. @returns their access tokens */
async function subscribers(ctx: TestCtx, url: string, strategyId: string, count: number): Promise<string[]> {
  const at = new Date(ctx.clock.now() - 1_000);
  const people = Array.from({ length: count }, (_, n) => ({
    n,
    userId: ctx.ids.make("user"),
    sessionId: ctx.ids.make("deviceSession"),
    subscriptionId: ctx.ids.make("subscription"),
  }));
  for (let from = 0; from < people.length; from += 1_000) {
    const some = people.slice(from, from + 1_000);
    await ctx.db.user.createMany({
      data: some.map(({ n, userId }) => ({
        id: userId,
        email: `${userId}@example.com`,
        name: `Reader ${n}`,
        slug: userId.replace("_", "-"),
        role: "SUBSCRIBER" as const,
        emailVerifiedAt: at,
        createdAt: at,
      })),
    });
    await ctx.db.deviceSession.createMany({
      data: some.map(({ userId, sessionId }) => ({
        id: sessionId,
        userId,
        userAgent: "bench",
        ip: "127.0.0.1",
        createdAt: at,
        lastSeenAt: at,
        expiresAt: new Date(ctx.clock.now() + 86_400_000),
      })),
    });
    await ctx.db.subscription.createMany({
      data: some.map(({ userId, subscriptionId }) => ({
        id: subscriptionId,
        userId,
        strategyId,
        status: "ACTIVE" as const,
        accessOpen: true,
        priceAmount: 0,
        priceCurrency: "USD",
        createdAt: at,
        activatedAt: at,
      })),
    });
  }
  return people.map(({ userId, sessionId }) =>
    signAccessToken(authSettings().accessKey, url, { userId, sessionId }, ctx.clock.now()),
  );
}
