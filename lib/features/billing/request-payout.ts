import { createHash } from "node:crypto";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PayoutInput } from "./input.ts";
import { findPayoutByKey } from "./payout-repository.ts";
import { sendPayout } from "./send-payout.ts";
import { startPayout } from "./start-payout.ts";

export interface RequestedPayout {
  readonly id: string;
  readonly amount: { readonly amount: number; readonly currency: string };
}

/**
 * Pays a provider all that is payable, from 50.00. When the service does not answer the order stands, and the worker sends it. Asked again
 * with the same idempotency key it answers what it answered first; a refusal is not kept.
 * @throws AppError "mfa_required" unless a second factor was shown within 10 minutes
 */
export async function requestPayout(
  ctx: Ctx,
  actor: Actor,
  { currency }: PayoutInput,
  idempotencyKey: string | null = null,
): Promise<Result<RequestedPayout, "payouts_not_ready" | "conflict">> {
  const { userId } = actor;
  const once = idempotencyKey === null ? null : onceKey(userId, idempotencyKey);
  const before = await answered(ctx, once);
  if (before !== null) return done(before);
  requireFreshMfa(actor, ctx.clock.now());
  const key = (_accountId: string, payoutId: string): string => once ?? `payout:${payoutId}`;
  const started = await startPayout(ctx, { userId, currency, by: "REQUEST", key });
  if (!started.ok) {
    const beside = await answered(ctx, once); // the same request came in parallel and was first
    return beside === null ? started : done(beside);
  }
  const { payoutId, amount } = started.value;
  await sendPayout(ctx, payoutId).catch((error: unknown) =>
    ctx.log.warn({ err: error, payout: payoutId }, "a payout waits for the payment service"),
  );
  return done({ id: payoutId, amount: { amount, currency } });
}

/** The payout's key, here and at the service: a caller's own text would not fit each header. */
function onceKey(userId: string, idempotencyKey: string): string {
  return `payout:${userId}:${createHash("sha256").update(idempotencyKey).digest("hex")}`;
}

async function answered(ctx: Ctx, key: string | null): Promise<RequestedPayout | null> {
  const row = key === null ? null : await findPayoutByKey(ctx.db, key);
  return row === null ? null : { id: row.id, amount: { amount: row.amount, currency: row.currency } };
}
