import { trialEndsAt } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { RegisterInput } from "./input.ts";
import { alreadyRegisteredMail } from "./mails.ts";
import { nobodyJoins, type OnJoin } from "./on-join.ts";
import { passwordFault } from "./password-rules.ts";
import { insertUser, type NewUser } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { sendVerifyMail } from "./send-verify-mail.ts";
import { accountKey } from "./throttle.ts";
import { takeAccountGuess } from "./throttle-repository.ts";
import { slugOf, type UserView, userView } from "./user.ts";
import type { WhereFrom } from "./where-from.ts";

/**
 * Registers a user and mails a link that confirms the address. A taken address gets the same answer after the same work (RELIABILITY A1):
 * the view of a user that was not made, and a mail to its owner that tells him. Who holds the mailbox learns the truth there, nobody else.
 */
export async function register(
  ctx: Ctx,
  input: RegisterInput,
  from: WhereFrom,
  joins: OnJoin = nobodyJoins,
): Promise<Result<UserView, "invalid">> {
  const fault = passwordFault(input.password, input);
  if (fault !== null) return refuse("invalid", fault, { password: [fault] });
  const now = ctx.clock.now();
  const user: NewUser = {
    id: ctx.ids.make("user"),
    email: input.email,
    name: input.name,
    slug: slugOf(input.name, Buffer.from(ctx.ids.random(3)).toString("hex")),
    role: input.role,
    passwordHash: await ctx.passwords.hash(input.password),
    emailVerifiedAt: null,
    timeZone: input.timeZone ?? "UTC",
    trialEndsAt: new Date(trialEndsAt(now)),
    createdAt: new Date(now),
  };
  await ctx.db.transaction(async (tx) => {
    if (await insertUser(tx, user)) {
      await joins(tx, user);
      await sendVerifyMail(tx, ctx, user);
      await appendAudit(tx, ctx, {
        actorId: user.id,
        action: "user.registered",
        subject: "user",
        subjectId: user.id,
        detail: { role: user.role },
        ip: from.ip,
      });
      return;
    }
    // Not even by registering again and again is someone's mailbox filled.
    if ((await takeAccountGuess(tx, `mailed:${accountKey(input.email)}`, user.createdAt)) !== null) return;
    const { baseUrl } = ctx.config;
    await requestMail(tx, ctx, alreadyRegisteredMail(input.email, `${baseUrl}/login`, `${baseUrl}/forgot`));
  });
  return done(userView({ ...user, totpEnabledAt: null }));
}
