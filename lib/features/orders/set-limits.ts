import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import { planOf } from "@/lib/features/accounts/queries";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { limitTexts, type OwnLimits, overPlan, raisedLimits } from "@/lib/trading/risk/limit-change";
import type { SetLimitsInput } from "./input.ts";
import type { LimitsView } from "./limit-queries.ts";
import { lockLimits, writeLimits } from "./limits-repository.ts";

/**
 * Sets one's own limits, from the next entry on: under the lock that entries wait at, so that none passes between two limits. To narrow them takes
 * nothing; to raise one takes a second factor at most ten minutes old, and no plan is passed (K93). Audited with what was and is.
 * @throws AppError "mfa_required" on a raise
 */
export async function setLimits(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Actor,
  input: SetLimitsInput,
): Promise<Result<LimitsView, "invalid">> {
  const symbols = readSymbols(input.symbols);
  if (!symbols.ok) return symbols;
  const wanted: OwnLimits = {
    maxTradeUsd: dec(input.maxTradeUsd),
    entriesPerDay: input.entriesPerDay,
    portfolioRiskPct: dec(input.portfolioRiskPct),
    runLossUsd: dec(input.runLossUsd),
    drawdownUsd: dec(input.drawdownUsd),
    maxLeverage: dec(input.maxLeverage),
    symbols: symbols.value,
  };
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const { userId, sessionId } = actor;
    const before = await lockLimits(tx, userId, now);
    if (wanted.maxTradeUsd.lt(before.minTradeUsd))
      return refuse("invalid", undefined, {
        maxTradeUsd: [`The smallest trade is ${before.minTradeUsd.toFixed()} USD; give that or more.`],
      });
    const faults = overPlan(wanted, await planOf(tx, userId));
    if (faults !== null) return refuse("invalid", undefined, faults);
    const raised = raisedLimits(before, wanted);
    if (raised.length > 0) requireFreshMfa(actor, now);

    await writeLimits(tx, userId, wanted, now);
    if (raised.length > 0)
      await appendEvent(tx, now, { type: "limits.raised", userId, sessionId, limits: [...raised] });
    await appendAudit(tx, ctx, {
      actorId: userId,
      action: raised.length > 0 ? "limits.raised" : "limits.changed",
      subject: "user",
      subjectId: userId,
      detail: { from: JSON.stringify(limitTexts(before)), to: JSON.stringify(limitTexts(wanted)) },
    });
    return done({ ...limitTexts(wanted), minTradeUsd: plain(before.minTradeUsd) });
  });
}

/** As ccxt writes them, each once; one that is none is named. */
function readSymbols(typed: readonly string[]): Result<readonly string[], "invalid"> {
  const symbols = new Set<string>();
  for (const text of typed) {
    const parsed = parseSymbol(text);
    if (!parsed.ok) return refuse("invalid", undefined, { symbols: [parsed.detail ?? `${text} is no symbol.`] });
    symbols.add(parsed.value.symbol);
  }
  return done([...symbols]);
}
