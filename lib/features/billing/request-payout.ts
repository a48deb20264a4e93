import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PayoutInput } from "./input.ts";
import { sendPayout } from "./send-payout.ts";
import { startPayout } from "./start-payout.ts";

export interface RequestedPayout {
  readonly id: string;
  readonly amount: { readonly amount: number; readonly currency: string };
}

/**
 * Pays a provider all that is payable, from 50.00. When the service does not answer the order stands, and the worker sends it.
 * @throws AppError "mfa_required" unless a second factor was shown within 10 minutes
 */
export async function requestPayout(
  ctx: Ctx,
  actor: Actor,
  { currency }: PayoutInput,
): Promise<Result<RequestedPayout, "payouts_not_ready" | "conflict">> {
  requireFreshMfa(actor, ctx.clock.now());
  const key = (_accountId: string, payoutId: string): string => `payout:${payoutId}`;
  const started = await startPayout(ctx, { userId: actor.userId, currency, by: "REQUEST", key });
  if (!started.ok) return started;
  const { payoutId, amount } = started.value;
  await sendPayout(ctx, payoutId).catch((error: unknown) =>
    ctx.log.warn({ err: error, payout: payoutId }, "a payout waits for the payment service"),
  );
  return done({ id: payoutId, amount: { amount, currency } });
}
