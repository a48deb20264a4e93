import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import { planOf } from "@/lib/features/accounts/queries";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { limitTexts, type OwnLimits, overPlan, raisedLimits } from "@/lib/trading/risk/limit-change";
import type { SetLimitsInput } from "./input.ts";
import type { LimitsView } from "./limit-queries.ts";
import { lockLimits, writeLimits } from "./limits-repository.ts";

/**
 * Sets one's own limits, from the next entry on. To narrow them takes nothing; to raise one takes a second factor at most ten minutes old, and no plan
 * is passed (K93). Audited with what was and is.
 * @throws AppError "mfa_required" on a raise
 */
export async function setLimits(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Actor,
  input: SetLimitsInput,
): Promise<Result<LimitsView, "invalid">> {
  const { userId, sessionId } = actor;
  return ctx.db.transaction(async (tx) => {
    const set = await setLimitsIn(tx, ctx, { userId, by: actor, sessionId }, input);
    return set.ok ? done(set.value.limits) : set;
  });
}

/** Waits for a tenant's limits and holds them until the transaction ends. */
export async function holdLimits(tx: Tx, userId: string, at: UtcMs): Promise<void> {
  await lockLimits(tx, userId, at);
}

/**
 * The same in the caller's transaction, for whoever may (`by`; the device that it was done on is `sessionId`), under the lock that entries wait at, so that none
 * passes between two limits. What is left out stays.
 * @throws AppError "mfa_required" on a raise
 */
export async function setLimitsIn(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  { userId, by, sessionId }: { readonly userId: string; readonly by: Actor; readonly sessionId: string | null },
  given: { readonly [K in keyof SetLimitsInput]?: SetLimitsInput[K] | undefined },
): Promise<Result<{ limits: LimitsView; changed: boolean }, "invalid">> {
  const now = ctx.clock.now();
  const before = await lockLimits(tx, userId, now);
  const symbols = readSymbols(given.symbols ?? before.symbols);
  if (!symbols.ok) return symbols;
  const wanted: OwnLimits = {
    maxTradeUsd: dec(given.maxTradeUsd ?? before.maxTradeUsd),
    entriesPerDay: given.entriesPerDay ?? before.entriesPerDay,
    portfolioRiskPct: dec(given.portfolioRiskPct ?? before.portfolioRiskPct),
    runLossUsd: dec(given.runLossUsd ?? before.runLossUsd),
    drawdownUsd: dec(given.drawdownUsd ?? before.drawdownUsd),
    maxLeverage: dec(given.maxLeverage ?? before.maxLeverage),
    symbols: symbols.value,
  };
  if (wanted.maxTradeUsd.lt(before.minTradeUsd))
    return refuse("invalid", undefined, {
      maxTradeUsd: [`The smallest trade is ${before.minTradeUsd.toFixed()} USD; give that or more.`],
    });
  const faults = overPlan(wanted, await planOf(tx, userId));
  if (faults !== null) return refuse("invalid", undefined, faults);
  const after = { ...limitTexts(wanted), minTradeUsd: plain(before.minTradeUsd) };
  const texts = { from: JSON.stringify(limitTexts(before)), to: JSON.stringify(limitTexts(wanted)) };
  if (texts.from === texts.to) return done({ limits: after, changed: false });
  const raised = raisedLimits(before, wanted);
  if (raised.length > 0) requireFreshMfa(by, now);

  await writeLimits(tx, userId, wanted, now);
  if (raised.length > 0) await appendEvent(tx, now, { type: "limits.raised", userId, sessionId, limits: [...raised] });
  await appendAudit(tx, ctx, {
    actorId: by.userId,
    action: raised.length > 0 ? "limits.raised" : "limits.changed",
    subject: "user",
    subjectId: userId,
    detail: texts,
  });
  return done({ limits: after, changed: true });
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
