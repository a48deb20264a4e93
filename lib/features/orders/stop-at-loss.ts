import { type Dec, dec } from "@/lib/kernel/decimal";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import type { AccountRow } from "./account-repository.ts";
import { engageSwitchIn } from "./kill-switch.ts";
import { ownLimitsOf } from "./limit-queries.ts";
import { runLossUsd } from "./limits-repository.ts";
import type { LiveOrder } from "./live-order.ts";

type Part = Pick<Ctx, "clock" | "ids">;

/**
 * Pulls the user's kill switch when an account falls to his limit below its highest value (RELIABILITY K94). Only the fall itself does: after a release the
 * guard goes on refusing entries for as long as the account stands there, and nobody is stopped twice for one loss.
 */
export async function stopAtDrawdown(
  ctx: Part,
  tx: Tx,
  userId: string,
  { equityUsd, peakUsd }: Pick<AccountRow, "equityUsd" | "peakUsd">,
  usd: Dec,
): Promise<void> {
  if (equityUsd === null || peakUsd === null) return;
  const peak = dec(peakUsd.toString());
  const [before, after] = [peak.minus(equityUsd.toString()), peak.minus(usd)];
  if (after.lte(before)) return;
  const { drawdownUsd } = await ownLimitsOf(tx, userId);
  if (before.gte(drawdownUsd) || after.lt(drawdownUsd)) return;
  const reason = `Your account fell ${after.toFixed(2)} USD below its highest value; your limit is ${drawdownUsd.toFixed(2)} USD.`;
  await engageSwitchIn(ctx, tx, { scope: "USER", key: userId, by: null, reason, positions: "keep" });
}

/**
 * Pulls a kill switch when an execution, already on record, takes a run's loss to the limit: a session's own switch, else (a UTC day of one follow, or by
 * hand) the user's. `result`: what the execution realised after its fee, in dollars.
 */
export async function stopAtRunLoss(
  ctx: Part,
  tx: Tx,
  { userId, strategyId, sessionId }: Pick<LiveOrder, "userId" | "strategyId" | "sessionId">,
  result: Dec,
): Promise<void> {
  if (!result.isNegative()) return;
  const loss = await runLossUsd(tx, { userId, strategyId, sessionId, from: dayStart(ctx.clock.now()) });
  if (loss.isZero()) return;
  const { runLossUsd: limit } = await ownLimitsOf(tx, userId);
  if (loss.lt(limit) || loss.plus(result).gte(limit)) return;
  const run =
    sessionId !== null ? "This session" : strategyId !== null ? "Copying one strategy today" : "Trading by hand today";
  const reason = `${run} lost ${loss.toFixed(2)} USD; your limit is ${limit.toFixed(2)} USD.`;
  const place =
    sessionId === null ? { scope: "USER" as const, key: userId } : { scope: "SESSION" as const, key: sessionId };
  await engageSwitchIn(ctx, tx, { ...place, by: null, reason, positions: "keep" });
}

function dayStart(now: UtcMs): Date {
  return new Date(Math.floor(now / DAY_MS) * DAY_MS);
}
