import { refreshConnect } from "@/lib/features/billing/refresh-connect";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { updateStrategy } from "@/lib/features/marketplace/update-strategy";
import { strategyInput } from "@/lib/features/signals/sandbox-signals";
import { BREAKOUT, PULLBACK, type SandboxStrategy } from "@/lib/features/signals/sandbox-strategies";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, HOUR_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { createIds } from "@/lib/runtime/ids";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import type { Progress } from "@/scripts/install/install.mjs";
import { breakoutRule, type DemoRule, pullbackRule } from "./demo-rules.ts";
import { walkRecord } from "./walk-record.ts";

export interface Demo {
  readonly sandbox: SandboxStrategy;
  readonly rule: DemoRule;
  readonly symbol: string;
  readonly seed: number;
  readonly startPrice: number;
}

export const DEMOS: readonly Demo[] = [
  { sandbox: BREAKOUT, rule: breakoutRule, symbol: "BTC/USDT", seed: 20_240_601, startPrice: 60_000 },
  { sandbox: PULLBACK, rule: pullbackRule, symbol: "ETH/USDT", seed: 20_240_602, startPrice: 3_000 },
];

/** A record long enough to judge by the product's own rule. It ends so long before now, since guests read what is a day old. */
const DAYS = 200;
const ENDS_BEFORE_MS = 26 * HOUR_MS;
/** The generated market ends where the sandbox's live one begins. */
const MARKET_END_MS = Date.UTC(2025, 0, 1);

/** A clock and prices that the walk sets. */
interface Walked {
  readonly ctx: Ctx;
  at(ticker: Ticker): void;
  setClock(now: UtcMs): void;
}

/**
 * The demo provider's strategies with a record to look at, made by the product's own verbs on a clock that runs through the days before now:
 * see docs/decisions/0014. A strategy is private until its record is whole, so a run that was ended is gone on with. @returns signals published
 */
export async function openDemoDesk(real: Ctx, actor: Actor, isPaid: boolean, progress: Progress): Promise<number> {
  let published = 0;
  for (const demo of DEMOS) published += await openDemo(real, actor, demo, { isPaid, days: DAYS }, progress);
  return published;
}

export async function openDemo(
  real: Ctx,
  actor: Actor,
  demo: Demo,
  { isPaid, days }: { readonly isPaid: boolean; readonly days: number },
  progress: Progress,
): Promise<number> {
  const { sandbox } = demo;
  const began = utcMs(real.clock.now() - ENDS_BEFORE_MS - days * DAY_MS);
  const walked = walkedCtx(real, began);
  const input = strategyInput(isPaid ? sandbox : { ...sandbox, price: { ...sandbox.price, amount: 0 } }, false);
  const found = await standing(real, actor.userId, sandbox.slug);
  if (found?.isPublic === true || found?.status === "ARCHIVED") return 0;
  const id = found?.id ?? (await made(walked.ctx, actor, input));
  const from = found?.createdAt ?? began;
  const bars = generateCandles({
    seed: demo.seed,
    startMs: MARKET_END_MS - days * DAY_MS,
    lengthMs: HOUR_MS,
    bars: days * 24,
    startPrice: demo.startPrice,
    decimals: 2,
    volatilityPct: 0.45,
    trend: { driftPct: 0.07, bars: 120 },
  });
  const published = await walkRecord(
    {
      ...walked,
      actor,
      strategyId: id,
      sandbox,
      rule: demo.rule,
      symbol: demo.symbol,
      bars,
      from,
      after: found?.lastSignalAt ?? utcMs(from - 1),
    },
    (count) => progress(`${sandbox.name}: ${count} signals`),
  );
  walked.setClock(utcMs(from + days * DAY_MS));
  await updateStrategy(walked.ctx, actor, id, { isPublic: true });
  return published;
}

async function made(ctx: Ctx, actor: Actor, input: ReturnType<typeof strategyInput>): Promise<string> {
  const result = await createStrategy(ctx, actor, input);
  if (!result.ok) throw new Error("the demonstration's strategy could not be made");
  return result.value.id;
}

async function standing({ db }: Ctx, providerId: string, slug: string) {
  const row = await db.strategy.findFirst({ where: { providerId, slug: { startsWith: slug } } });
  if (row === null) return null;
  const newest = await db.signalEvent.findFirst({ where: { strategyId: row.id }, orderBy: { seq: "desc" } });
  const lastSignalAt = newest === null ? null : utcMs(newest.receivedAt);
  return {
    id: row.id,
    isPublic: row.isPublic,
    status: row.status,
    createdAt: utcMs(row.createdAt),
    lastSignalAt,
  };
}

function walkedCtx(real: Ctx, began: UtcMs): Walked {
  let now = began;
  let ticker: Ticker | null = null;
  const clock = { now: () => now };
  return {
    ctx: { ...real, clock, ids: createIds(clock), prices: { latest: async () => ticker } },
    at(next) {
      ticker = next;
      now = next.receivedAt;
    },
    setClock(at) {
      now = at;
    },
  };
}

/** Sets the provider's payouts up as he would: through the onboarding page of the stand-in, then read back. */
export async function onboardDemo(ctx: Ctx, actor: Actor): Promise<void> {
  const ready = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { transfersActive: true } });
  if (ready.transfersActive) return;
  const started = await startOnboarding(ctx, actor, { country: "US" });
  if (!started.ok) throw new Error(`the demo provider could not be onboarded: ${started.reason}`);
  await fetch(started.value.url, {
    method: "POST",
    body: new URLSearchParams({ action: "complete" }),
    redirect: "manual",
    signal: AbortSignal.timeout(5_000),
  });
  await refreshConnect(ctx, actor);
}
