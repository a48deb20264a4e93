import { expect } from "@playwright/test";
import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings } from "@/lib/auth/auth-settings";
import { LiveClient } from "@/lib/realtime/client";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { type Subscriber, subscribers } from "@/lib/testing/subscribers";
import type { Cluster } from "./cluster.ts";
import { marketLong } from "./market-long.ts";

/** A provider with a token, his strategy, and those who subscribe to it. */
export interface Audience {
  readonly strategyId: string;
  readonly token: string;
  readonly readers: readonly Subscriber[];
}

export async function audience({ ctx }: Cluster, count: number): Promise<Audience> {
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  const sessionId = ctx.ids.make("deviceSession");
  const at = new Date(ctx.clock.now());
  await ctx.db.deviceSession.create({
    data: {
      id: sessionId,
      userId: provider.userId,
      userAgent: "test",
      ip: "127.0.0.1",
      createdAt: at,
      lastSeenAt: at,
      expiresAt: new Date(ctx.clock.now() + 86_400_000),
    },
  });
  const claims = { userId: provider.userId, sessionId };
  const token = signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now());
  return { strategyId, token, readers: await subscribers(ctx, strategyId, count) };
}

/** Publishes until it is accepted, under one Idempotency-Key: a web process may die in between. */
export async function publish({ strategyId, token }: Audience, urls: () => readonly string[]): Promise<number> {
  const key = crypto.randomUUID();
  let seq = 0;
  await expect(async () => {
    const [url = ""] = urls();
    const answer = await fetch(`${url}/api/signals`, {
      method: "POST",
      signal: AbortSignal.timeout(10_000),
      headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
      body: JSON.stringify(marketLong(strategyId, { stopLoss: "1" })),
    });
    const body = (await answer.json()) as { seq?: number };
    expect([200, 201], JSON.stringify(body)).toContain(answer.status);
    seq = body.seq ?? 0;
  }).toPass({ intervals: [20, 50, 100, 200], timeout: 60_000 });
  return seq;
}

/** What one reader was told, and the socket by which he was. */
export class Reader {
  readonly seqs: number[] = [];
  readonly client: LiveClient;

  constructor(url: string, { token }: Subscriber, strategyId: string) {
    this.client = new LiveClient({ url, token: () => token, retryMaxMs: 1_000 });
    this.client.signals({ strategyId, since: { [strategyId]: 0 } }, ({ seq }) => this.seqs.push(seq));
  }

  get last(): number {
    return this.seqs.at(-1) ?? 0;
  }
}

/** Every reader has heard 1 … last: none missing, none twice, in order. */
export function expectWhole(readers: readonly Reader[], last: number): void {
  const whole = Array.from({ length: last }, (_, n) => n + 1);
  for (const { seqs } of readers) expect(seqs).toEqual(whole);
}
