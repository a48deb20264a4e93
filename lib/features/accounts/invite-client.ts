import type { Role } from "@/lib/kernel/actor";
import { trialEndsAt } from "@/lib/kernel/platform-plan";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { inviteMail } from "./mails.ts";
import { makeMailLink } from "./make-mail-link.ts";
import { insertUser } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { slugOf } from "./user.ts";

/**
 * Makes an account for somebody else, in the caller's transaction: without a password, which its owner chooses by a mailed link (once, within a day; later by
 * "Forgot password"). That confirms the address too. @returns its id; null: the address is taken
 */
export async function inviteClient(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids" | "seal" | "config">,
  { email, name, role, by }: { email: string; name: string; role: Exclude<Role, "ADMIN">; by: string },
): Promise<string | null> {
  const now = ctx.clock.now();
  const userId = ctx.ids.make("user");
  const made = await insertUser(tx, {
    id: userId,
    email,
    name,
    slug: slugOf(name, Buffer.from(ctx.ids.random(3)).toString("hex")),
    role,
    passwordHash: null,
    emailVerifiedAt: null,
    trialEndsAt: new Date(trialEndsAt(now)),
    createdAt: new Date(now),
  });
  if (!made) return null;
  const link = await makeMailLink(tx, ctx, { userId, purpose: "RESET_PASSWORD", forMs: DAY_MS });
  await requestMail(tx, ctx, inviteMail(email, name, link, `${ctx.config.baseUrl}/forgot`));
  await appendAudit(tx, ctx, {
    actorId: by,
    action: "client.created",
    subject: "user",
    subjectId: userId,
    detail: { role },
  });
  return userId;
}
