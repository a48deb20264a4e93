import { appendAudit } from "@/lib/features/accounts/audit";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ExchangeRuleInput } from "./input.ts";

/**
 * Lets keys of an exchange in that cannot tell their rights, or keeps them out again; keys that are in are judged by it at their next check.
 * @throws AppError "mfa_required"
 */
export async function setExchangeRule(
  ctx: Ctx,
  admin: Actor,
  input: ExchangeRuleInput,
): Promise<Result<null, "invalid">> {
  requireFreshMfa(admin, ctx.clock.now());
  const exchange = ctx.exchangeAccounts.offered.find(({ id }) => id === input.exchange);
  if (exchange === undefined) return refuse("invalid", "Keys of this exchange are not offered.");
  if (exchange.tellsRights)
    return refuse("invalid", `${exchange.name} tells its keys' rights: there is nothing to let in unproven.`);
  const changedAt = new Date(ctx.clock.now());
  const { admitUnproven, reason } = input;
  await ctx.db.transaction(async (tx) => {
    const rule = { admitUnproven, reason, changedBy: admin.userId, changedAt };
    await tx.exchangeRule.upsert({
      where: { exchange: exchange.id },
      create: { exchange: exchange.id, ...rule },
      update: rule,
    });
    await appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: admitUnproven ? "exchange.unproven_admitted" : "exchange.unproven_refused",
      subject: "exchange",
      subjectId: exchange.id,
      detail: { reason },
    });
  });
  return done(null);
}
