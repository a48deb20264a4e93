import { appendAudit } from "@/lib/features/accounts/audit";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { ENGINE_VERSION } from "@/lib/trading/engine/version";
import { insertLog } from "./fed-repository.ts";
import { SESSION_LIMITS } from "./limits.ts";
import { countSessions, insertSession, type LiveTerms, lockStartsOf } from "./repository.ts";
import type { CandleSource, SessionPlan } from "./trading-session.ts";

export interface StartedSession {
  readonly id: string;
  readonly status: "RUNNING";
}

/** Writes a session that runs from now on, with its first line and its audit, inside a caller's transaction. */
export async function beginSession(
  ctx: Pick<Ctx, "clock" | "ids">,
  tx: Tx,
  userId: string,
  made: {
    readonly plan: SessionPlan;
    readonly source: CandleSource;
    readonly firstBarMs: number;
    /** Left out: on paper. */
    readonly live?: LiveTerms;
  },
): Promise<Result<StartedSession, "rate_limited">> {
  await lockStartsOf(tx, userId);
  const now = ctx.clock.now();
  const allowed = await withinLimits(tx, userId, now);
  if (!allowed.ok) return allowed;
  const id = ctx.ids.make("tradingSession");
  await insertSession(tx, now, { id, userId, engineVersion: ENGINE_VERSION, ...made });
  const first = toIso(utcMs(made.firstBarMs)).slice(0, 16).replace("T", " ");
  const where = made.live === undefined ? "on paper" : "on your exchange account, after a twin on paper";
  await insertLog(tx, now, id, 0, [
    {
      kind: "STARTED",
      text: `Started ${where}. The first candle opened at ${first} UTC.`,
      barMs: made.firstBarMs,
    },
  ]);
  await tx.tradingSession.update({ where: { id }, data: { lastLogSeq: 1 } });
  const { strategy, exchange, symbol, timeframe } = made.plan;
  const mode = made.live === undefined ? "PAPER" : "LIVE";
  await appendAudit(tx, ctx, {
    actorId: userId,
    action: "trading_session.started",
    subject: "tradingSession",
    subjectId: id,
    detail: { mode, strategy, exchange, symbol, timeframe },
  });
  return done({ id, status: "RUNNING" as const });
}

async function withinLimits(tx: Tx, userId: string, now: UtcMs): Promise<Result<null, "rate_limited">> {
  const { running, started } = await countSessions(tx, userId, utcMs(Math.floor(now / DAY_MS) * DAY_MS));
  if (running >= SESSION_LIMITS.running)
    return refuse(
      "rate_limited",
      `${running} of your sessions run already; at most ${SESSION_LIMITS.running} may. Stop one first.`,
    );
  if (started >= SESSION_LIMITS.startsPerDay)
    return refuse(
      "rate_limited",
      `You started ${started} sessions today; at most ${SESSION_LIMITS.startsPerDay} may be. The count begins again at 00:00 UTC.`,
    );
  return done(null);
}
