import { expect } from "@playwright/test";
import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings } from "@/lib/auth/auth-settings";
import { LiveClient } from "@/lib/realtime/client";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { alsoSubscribe, type Subscriber, subscribers } from "@/lib/testing/subscribers";
import type { Cluster } from "./cluster.ts";
import { marketLong } from "./market-long.ts";

/** A provider with a token, his strategies, and those who subscribe to them. */
export interface Audience {
  readonly strategyIds: readonly string[];
  readonly token: string;
  readonly readers: readonly Subscriber[];
}

export async function audience({ ctx }: Cluster, count: number, strategies = 1): Promise<Audience> {
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyIds: string[] = [];
  for (let n = 0; n < strategies; n += 1) strategyIds.push(await makeStrategy(ctx, provider));
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
  const [first = "", ...others] = strategyIds;
  const readers = await subscribers(ctx, first, count);
  for (const strategyId of others) await alsoSubscribe(ctx, strategyId, readers);
  return { strategyIds, token, readers };
}

/** Publishes until it is accepted, under one Idempotency-Key: a web process may die in between. @returns its seq */
export async function publish(
  { strategyIds: [first = ""], token }: Audience,
  urls: () => readonly string[],
  strategyId = first,
): Promise<number> {
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

/** What one reader was told of each strategy, and the socket by which he was. */
export class Reader {
  readonly heard: ReadonlyMap<string, number[]>;
  readonly client: LiveClient;

  constructor(url: string, { token }: Subscriber, { strategyIds }: Audience) {
    this.heard = new Map(strategyIds.map((id) => [id, []]));
    this.client = new LiveClient({ url, token: () => token, retryMaxMs: 1_000 });
    const since = Object.fromEntries(strategyIds.map((id) => [id, 0]));
    this.client.signals({ since }, ({ strategyId, seq }) => this.heard.get(strategyId)?.push(seq));
  }

  /** How many events he was told. */
  get count(): number {
    return [...this.heard.values()].reduce((sum, seqs) => sum + seqs.length, 0);
  }
}

/** Every reader has heard 1 … head of each strategy: none missing, none twice, in order. */
export function expectWhole(readers: readonly Reader[], heads: ReadonlyMap<string, number>): void {
  const whole = new Map([...heads].map(([id, head]) => [id, Array.from({ length: head }, (_, n) => n + 1)] as const));
  for (const { heard } of readers) for (const [id, seqs] of heard) expect(seqs, id).toEqual(whole.get(id));
}
