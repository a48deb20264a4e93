import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings } from "@/lib/auth/auth-settings";
import type { TestCtx } from "./test-ctx.ts";

export interface Subscriber {
  readonly userId: string;
  readonly subscriptionId: string;
  readonly token: string;
}

/** Distinct people with a device session, its access token and a subscription each, in few statements. */
export async function subscribers(ctx: TestCtx, strategyId: string, count: number): Promise<Subscriber[]> {
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
        userAgent: "test",
        ip: "127.0.0.1",
        createdAt: at,
        lastSeenAt: at,
        expiresAt: new Date(ctx.clock.now() + 86_400_000),
      })),
    });
    await subscribe(ctx, strategyId, some);
  }
  return people.map(({ userId, sessionId, subscriptionId }) => ({
    userId,
    subscriptionId,
    token: signAccessToken(authSettings().accessKey, ctx.config.baseUrl, { userId, sessionId }, ctx.clock.now()),
  }));
}

/** Gives each of these people access to one strategy (more): the first one came with `subscribers`. */
export async function alsoSubscribe(ctx: TestCtx, strategyId: string, people: readonly Subscriber[]): Promise<void> {
  await subscribe(
    ctx,
    strategyId,
    people.map(({ userId }) => ({ userId, subscriptionId: ctx.ids.make("subscription") })),
  );
}

async function subscribe(
  ctx: TestCtx,
  strategyId: string,
  people: readonly Pick<Subscriber, "userId" | "subscriptionId">[],
): Promise<void> {
  const at = new Date(ctx.clock.now() - 1_000);
  await ctx.db.subscription.createMany({
    data: people.map(({ userId, subscriptionId }) => ({
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
