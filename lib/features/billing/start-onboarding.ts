import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type ConnectStatus, connectStatus } from "./connect-account.ts";
import type { ConnectInput } from "./input.ts";
import { findConnectAccount, insertConnectAccount, retireConnectAccount } from "./repository.ts";
import { writeConnectState } from "./write-connect-state.ts";

export interface Onboarding {
  readonly accountId: string;
  /** The service's own pages, for a few minutes. */
  readonly url: string;
  readonly status: ConnectStatus;
}

/** Where somebody comes back to from onboarding, and looks after his money. */
export type MoneyPage = "/provider/earnings" | "/affiliate";

/**
 * Leads a provider or an affiliate into the payment service's onboarding; the account is made the first time, with payouts that only we start, and
 * anew where he has disconnected it.
 */
export async function startOnboarding(
  ctx: Ctx,
  actor: Actor,
  input: ConnectInput,
  path: MoneyPage = "/provider/earnings",
): Promise<Result<Onboarding, "email_unverified">> {
  if (!actor.emailVerified) return refuse("email_unverified", "Confirm your e-mail address before you set up payouts.");
  const gone = await disconnectedOf(ctx, actor.userId);
  if (gone !== null || (await findConnectAccount(ctx.db, actor.userId)) === null) {
    const made = await ctx.payments.createConnectAccount(
      { userId: actor.userId, email: actor.email, country: input.country },
      gone === null ? `account:${actor.userId}` : `account:${actor.userId}:after:${gone}`,
    );
    await ctx.db.transaction(async (tx) => {
      if (gone !== null) await retireConnectAccount(tx, actor.userId, gone, ctx.clock.now());
      await insertConnectAccount(tx, actor.userId, made, ctx.clock.now());
      await writeConnectState(ctx, tx, actor.userId, made);
      await appendAudit(tx, ctx, {
        actorId: actor.userId,
        action: "payouts.account_opened",
        subject: "user",
        subjectId: actor.userId,
        detail: { accountId: made.accountId, country: input.country, ...(gone === null ? {} : { before: gone }) },
      });
    });
  }
  const account = await findConnectAccount(ctx.db, actor.userId);
  const accountId = account?.stripeAccountId ?? "";
  const page = `${ctx.config.baseUrl}${path}`;
  const url = await ctx.payments.openOnboarding(
    accountId,
    { returnUrl: `${page}?onboarding=returned`, refreshUrl: `${page}?onboarding=expired` },
    `onboarding:${ctx.ids.make("request")}`,
  );
  return done({ accountId, url, status: connectStatus(account) });
}

/** His account, where it is none of the platform's any more. */
async function disconnectedOf(ctx: Ctx, userId: string): Promise<string | null> {
  const present = await findConnectAccount(ctx.db, userId);
  if (present === null || (await ctx.payments.getConnectAccount(present.stripeAccountId)) !== null) return null;
  return present.stripeAccountId;
}
