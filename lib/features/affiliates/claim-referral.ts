import type { OnJoin } from "@/lib/features/accounts/on-join";
import type { Ctx } from "@/lib/ports/ctx";
import { monthsAfter, sameMailbox } from "./affiliate.ts";
import { findByCode, insertReferral } from "./repository.ts";

/**
 * What is done with a new account that came by an affiliate's link: it is written down as his, with the terms of today. A code that is nobody's,
 * of somebody who is banned, or of the same mailbox is nothing, and keeps nobody from signing up.
 */
export function claimReferral(ctx: Pick<Ctx, "clock" | "config">, code: string | null): OnJoin {
  return async (tx, user) => {
    const affiliate = code === null ? null : await findByCode(tx, code);
    if (affiliate === null || affiliate.userId === user.id || sameMailbox(affiliate.email, user.email)) return;
    const { shareBps, months } = ctx.config.affiliate;
    const joinedAt = ctx.clock.now();
    const endsAt = monthsAfter(joinedAt, months);
    await insertReferral(tx, { userId: user.id, affiliateId: affiliate.userId, shareBps, joinedAt, endsAt });
  };
}
