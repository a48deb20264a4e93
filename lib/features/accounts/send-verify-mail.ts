import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { verifyMail } from "./mails.ts";
import { insertMailToken } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { newSecret } from "./secret-token.ts";

/** Makes a link that confirms the user's address (24 h) and asks for its mail, in the caller's transaction. */
export async function sendVerifyMail(
  tx: Tx,
  ctx: Ctx,
  user: { id: string; email: string; name: string },
): Promise<void> {
  const now = ctx.clock.now();
  const { secret, hash } = newSecret(ctx.ids);
  await insertMailToken(tx, {
    id: ctx.ids.make("mailToken"),
    userId: user.id,
    purpose: "VERIFY_EMAIL",
    hash,
    createdAt: new Date(now),
    expiresAt: new Date(now + DAY_MS),
  });
  await requestMail(tx, ctx, verifyMail(user.email, user.name, `${ctx.config.baseUrl}/verify?token=${secret}`));
}
