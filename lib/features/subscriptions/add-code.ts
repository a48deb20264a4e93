import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { insertCode } from "./code-repository.ts";
import type { CodeInput } from "./input.ts";
import { findForSale } from "./repository.ts";

/** The payment service takes codes that end within five years of the day it is told of them. */
const AHEAD_MAX_MS = 5 * 365 * DAY_MS;

/**
 * Gives a strategy a promotion code. It ends with the day that was named (UTC). At the payment service it becomes a coupon when somebody
 * first uses it.
 */
export async function addCode(
  ctx: Ctx,
  actor: Actor,
  { strategyId, code, percentOff, duration, months, usesMax, endsOn }: CodeInput,
): Promise<Result<{ id: string }, "not_found" | "invalid" | "conflict">> {
  const strategy = await findForSale(ctx.db, strategyId);
  if (strategy === null || strategy.providerId !== actor.userId) return refuse("not_found");
  if (strategy.status === "ARCHIVED") return refuse("conflict", "A closed strategy has no new subscribers.");
  if (duration === "MONTHS" && months === undefined)
    return refuse("invalid", undefined, { months: ["Say for how many months."] });
  const now = ctx.clock.now();
  const expiresAt = endsOn === undefined ? null : utcMs(Date.parse(`${endsOn}T00:00:00Z`) + DAY_MS);
  if (expiresAt !== null && expiresAt <= now)
    return refuse("invalid", undefined, { endsOn: ["Give a day that is not over yet."] });
  if (expiresAt !== null && expiresAt > now + AHEAD_MAX_MS)
    return refuse("invalid", undefined, { endsOn: ["Give a day within five years, or leave it empty."] });
  const id = ctx.ids.make("promotionCode");
  const terms = {
    strategyId,
    code,
    percentOff,
    duration,
    months: duration === "MONTHS" ? (months ?? null) : null,
    usesMax: usesMax ?? null,
  };
  const made = await ctx.db.transaction(async (tx) => {
    if (!(await insertCode(tx, { ...terms, id, expiresAt, createdAt: now }))) return false;
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "promotion_code.made",
      subject: "promotionCode",
      subjectId: id,
      detail: { ...terms, endsOn: endsOn ?? null },
    });
    return true;
  });
  return made ? done({ id }) : refuse("invalid", undefined, { code: ["This strategy has a code of this name."] });
}
