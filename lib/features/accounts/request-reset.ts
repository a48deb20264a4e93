import { HOUR_MS, MINUTE_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { resetMail } from "./mails.ts";
import { makeMailLink } from "./make-mail-link.ts";
import { mailTokensSince, userByEmail } from "./repository.ts";
import { requestMail } from "./request-mail.ts";

/**
 * Mails a link that sets a new password: works once, for one hour; at most one a minute and five an hour, so a repeated event sends no
 * second one. Run by the worker: nobody can tell by its time whether the address is known.
 */
export async function requestReset(ctx: Ctx, email: string): Promise<void> {
  const now = ctx.clock.now();
  const user = await userByEmail(ctx.db, email);
  if (user === null || user.bannedAt !== null) return;
  const { count, lastAt } = await mailTokensSince(
    ctx.db,
    user.id,
    "RESET_PASSWORD",
    new Date(now - HOUR_MS),
    new Date(now),
  );
  if (count >= 5 || (lastAt !== null && now - lastAt.getTime() < MINUTE_MS)) return;
  await ctx.db.transaction(async (tx) => {
    const link = await makeMailLink(tx, ctx, { userId: user.id, purpose: "RESET_PASSWORD", forMs: HOUR_MS });
    await requestMail(tx, ctx, resetMail(user.email, link));
  });
}
