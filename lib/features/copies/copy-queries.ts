import { hasAccessTo } from "@/lib/features/subscriptions/queries";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { getPosition, type PositionDetail } from "./queries.ts";

/** What a reader's copy of one signal did, or why there is none. */
export interface CopyView {
  readonly state: "WAITING" | "OPEN" | "CLOSED" | "SKIPPED" | "NONE";
  /** Why it did not happen, or how it ended; a whole sentence. */
  readonly reason: string | null;
  readonly steps: readonly {
    readonly seq: number;
    readonly outcome: string;
    readonly text: string;
    readonly at: string;
  }[];
  readonly position: PositionDetail | null;
  readonly followId: string | null;
}

/** What my copy of this signal did, and why not. */
export async function getCopyOfSignal(ctx: Ctx, userId: string, signalId: string): Promise<CopyView | null> {
  const signal = await ctx.db.signal.findUnique({
    where: { id: signalId },
    select: { strategyId: true, receivedAt: true, strategy: { select: { providerId: true } } },
  });
  if (signal === null) return null;
  const copy = await ctx.db.copy.findFirst({
    where: { signalId, userId },
    select: {
      state: true,
      reasonText: true,
      followId: true,
      steps: { orderBy: { seq: "asc" } },
      position: { select: { id: true } },
    },
  });
  if (copy !== null)
    return {
      state: copy.state,
      reason: copy.reasonText,
      followId: copy.followId,
      steps: copy.steps.map(({ seq, outcome, text, at }) => ({ seq, outcome, text, at: toIso(utcMs(at)) })),
      position: copy.position === null ? null : await getPosition(ctx, userId, copy.position.id),
    };
  const none = { state: "NONE" as const, steps: [], position: null };
  if (signal.strategy.providerId === userId)
    return { ...none, followId: null, reason: "You publish this strategy; a provider does not copy himself." };
  const follow = await ctx.db.follow.findUnique({
    where: { userId_strategyId: { userId, strategyId: signal.strategyId } },
    select: { id: true, mode: true, createdAt: true },
  });
  const followId = follow?.id ?? null;
  if (!(await hasAccessTo(ctx.db, userId, signal.strategyId, ctx.clock.now())))
    return {
      ...none,
      followId,
      reason: "You have no running subscription to this strategy, so nothing of it is copied.",
    };
  if (follow === null || follow.createdAt > signal.receivedAt)
    return { ...none, followId, reason: "You joined after this signal; you get new ones only." };
  if (follow.mode === "NOTIFY")
    return { ...none, followId, reason: "Your follow is set to notify: you are told, nothing is copied." };
  return { ...none, followId, reason: "Your follow copied nothing when this signal was published." };
}

/** The latest signals of the strategies that the user follows, with what his copy did. */
export interface CopyLine {
  readonly signalId: string;
  readonly symbol: string;
  readonly side: "LONG" | "SHORT";
  readonly strategy: { readonly name: string; readonly slug: string };
  readonly state: string;
  readonly text: string;
  readonly at: string;
}

export async function listLatestCopies(ctx: Ctx, userId: string, limit: number): Promise<CopyLine[]> {
  const rows = await ctx.db.copy.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      signalId: true,
      state: true,
      reasonText: true,
      updatedAt: true,
      createdAt: true,
      signal: { select: { symbol: true, side: true } },
      strategy: { select: { name: true, slug: true } },
      steps: { orderBy: { seq: "desc" }, take: 1, select: { text: true, at: true } },
    },
  });
  return rows.map((row) => ({
    signalId: row.signalId,
    symbol: row.signal.symbol,
    side: row.signal.side,
    strategy: row.strategy,
    state: row.state,
    // A copy that ended beside its chain, liquidated, has no step of its end.
    text: row.reasonText ?? row.steps[0]?.text ?? "",
    at: toIso(utcMs(row.reasonText === null ? (row.steps[0]?.at ?? row.createdAt) : row.updatedAt)),
  }));
}
