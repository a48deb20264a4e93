import { closeSignal } from "@/lib/features/signals/close-signal";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { sandboxPlan } from "@/lib/features/signals/sandbox-plan";
import type { SandboxStrategy } from "@/lib/features/signals/sandbox-strategies";
import { readTargets } from "@/lib/features/signals/stored";
import { createSignalWatch } from "@/lib/features/signals/watch-signals";
import type { Actor } from "@/lib/kernel/actor";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { HOUR_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import type { Candle } from "@/lib/trading/market/candle";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { POINTS_PER_BAR, pathPoint } from "@/lib/trading/simulated/replay-path";
import type { DemoRule } from "./demo-rules.ts";

export interface RecordWalk {
  /** Its clock and prices are those of the walk: `at` sets them, point by point. */
  readonly ctx: Ctx;
  readonly at: (ticker: Ticker) => void;
  readonly actor: Actor;
  readonly strategyId: string;
  readonly sandbox: SandboxStrategy;
  readonly rule: DemoRule;
  readonly symbol: string;
  /** Bars of one hour. */
  readonly bars: readonly Candle[];
  /** Clock time of the first bar. */
  readonly from: UtcMs;
  /** Points up to this were walked by a run that was cut off. */
  readonly after: UtcMs;
}

const TICK = dec("0.01");
const BAR_MS = HOUR_MS;

/**
 * Walks a market hour by hour along the replay's own path and lets the product do the rest: signals are published by the verb that providers
 * use, watched by what watches the live market, written to the chain, settled into the record. Points that touch no level change nothing
 * and are passed over. @returns signals published
 */
export async function walkRecord(walk: RecordWalk, onSignal: (count: number) => void): Promise<number> {
  const { ctx, actor, strategyId, bars, from } = walk;
  const watch = createSignalWatch(ctx);
  let published = 0;
  let open = await openSignal(ctx, strategyId);
  let last: Ticker | null = null;
  for (const [i, bar] of bars.entries()) {
    const opensAt = from + i * BAR_MS;
    if (opensAt + BAR_MS <= walk.after) continue;
    const first = pointOf(walk, bar, 0, opensAt);
    const side = open === null && opensAt > walk.after ? walk.rule(bars, i - 1) : null;
    if (side !== null) {
      walk.at(first);
      const note = "A signal of the demonstration.";
      const input = sandboxPlan(walk.sandbox, {
        strategyId,
        side,
        ticker: first,
        tick: TICK,
        now: utcMs(opensAt),
        note,
      });
      const result = await publishSignal(ctx, actor, input);
      if (!result.ok) throw new Error(`the demonstration could not publish: ${result.detail ?? result.reason}`);
      open = await openSignal(ctx, strategyId);
      published += 1;
      onSignal(published);
    }
    if (open !== null && touches(bar, opensAt, open)) {
      for (let point = 1; point < POINTS_PER_BAR && open !== null; point += 1) {
        const ticker = pointOf(walk, bar, point, opensAt);
        if (ticker.receivedAt <= walk.after || !acts(ticker, open)) continue;
        walk.at(ticker);
        await watch(ticker);
        open = await openSignal(ctx, strategyId);
      }
    }
    last = pointOf(walk, bar, POINTS_PER_BAR - 1, opensAt);
  }
  if (open !== null && last !== null) {
    walk.at(last);
    await closeSignal(ctx, actor, open.id, { fraction: "1" });
  }
  return published;
}

/** The levels between which nothing happens to the open signal. */
interface OpenSignal {
  readonly id: string;
  readonly side: "LONG" | "SHORT";
  readonly stop: Dec;
  readonly target: Dec;
  readonly expiresAt: number;
}

async function openSignal({ db }: Ctx, strategyId: string): Promise<OpenSignal | null> {
  const row = await db.signal.findFirst({
    where: { strategyId, state: "OPEN" },
    select: { id: true, side: true, stopLoss: true, targets: true, targetsHit: true, expiresAt: true },
  });
  if (row === null) return null;
  const targets = readTargets(row.targets, `targets of ${row.id}`);
  return {
    id: row.id,
    side: row.side,
    stop: dec(row.stopLoss.toString()),
    target: dec(targets[row.targetsHit]?.price ?? "0"),
    expiresAt: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

/** Whether a bar may reach a level; wider than it by more than the spread, so that none is missed. */
function touches(bar: Candle, opensAt: number, { stop, target, expiresAt }: OpenSignal): boolean {
  const [low, high] = [Math.min(stop.toNumber(), target.toNumber()), Math.max(stop.toNumber(), target.toNumber())];
  return bar.low * 0.9998 <= low || bar.high * 1.0002 >= high || opensAt + BAR_MS > expiresAt;
}

function acts(ticker: Ticker, { side, stop, target, expiresAt }: OpenSignal): boolean {
  const price = exitPriceOf(side, ticker);
  const isOut = side === "LONG" ? price.lte(stop) || price.gte(target) : price.gte(stop) || price.lte(target);
  return isOut || ticker.receivedAt >= expiresAt;
}

function pointOf({ symbol }: RecordWalk, bar: Candle, index: number, opensAt: number): Ticker {
  const { bid, ask, last, time } = pathPoint(bar, BAR_MS, index, TICK);
  const receivedAt = utcMs(opensAt + (time - bar.time));
  return { exchange: "binance", symbol, bid, ask, last, exchangeAt: utcMs(time), receivedAt, source: "generated" };
}
