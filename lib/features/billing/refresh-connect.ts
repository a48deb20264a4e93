import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { applyStripeObject } from "./apply-stripe-object.ts";
import { findConnectAccount } from "./repository.ts";

/** Reads the provider's account anew, for the moment he comes back from onboarding: the event may still be under way. */
export async function refreshConnect(ctx: Ctx, actor: Actor): Promise<void> {
  const account = await findConnectAccount(ctx.db, actor.userId);
  if (account !== null) await applyStripeObject(ctx, "account", account.stripeAccountId);
}
