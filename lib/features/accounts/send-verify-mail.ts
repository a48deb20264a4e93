import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { verifyMail } from "./mails.ts";
import { makeMailLink } from "./make-mail-link.ts";
import { requestMail } from "./request-mail.ts";

/** Makes a link that confirms the user's address (24 h) and asks for its mail, in the caller's transaction. */
export async function sendVerifyMail(tx: Tx, ctx: Ctx, user: { id: string; email: string }): Promise<void> {
  const link = await makeMailLink(tx, ctx, { userId: user.id, purpose: "VERIFY_EMAIL", forMs: DAY_MS });
  await requestMail(tx, ctx, verifyMail(user.email, link));
}
