import { appendAudit } from "@/lib/features/accounts/audit";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type DriftDecision, type DriftId, decideTrade } from "./drift-repository.ts";

/**
 * What is to become of a trade that its user made by hand in what we trade for him. ADOPTED: it counts to the position, or becomes one. IGNORED: it stays
 * his own. CLOSED: it counts, and the position is left. The worker that holds the account does it; decided once.
 */
export async function decideDrift(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  userId: string,
  trade: DriftId,
  decision: DriftDecision,
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    if (!(await decideTrade(tx, userId, trade, decision, ctx.clock.now()))) return refuse("not_found");
    await appendAudit(tx, ctx, {
      actorId: userId,
      action: "drift.decided",
      subject: "external_trade",
      subjectId: `${trade.keyId} ${trade.symbol} ${trade.tradeId}`,
      detail: { decision },
    });
    return done(null);
  });
}
