import { done, type Result, refuse } from "@/lib/kernel/result";
import { HOUR_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { makeMailLink } from "./make-mail-link.ts";
import { insertUser, userByEmail, voidMailTokens } from "./repository.ts";
import { slugOf } from "./user.ts";

/**
 * Makes an admin without a password and the link that sets one, once, within an hour. For an admin who is there already a new link is
 * made; an ordinary account never becomes an admin by this.
 */
export async function createAdmin(
  ctx: Pick<Ctx, "db" | "ids" | "clock" | "config">,
  email: string,
): Promise<Result<{ userId: string; link: string; isNew: boolean }, "conflict">> {
  const now = ctx.clock.now();
  const present = await userByEmail(ctx.db, email);
  if (present !== null && present.role !== "ADMIN") {
    return refuse(
      "conflict",
      `${email} belongs to a ${present.role.toLowerCase()}; give an admin an address of his own.`,
    );
  }
  const userId = present?.id ?? ctx.ids.make("user");
  const name = "Admin";
  const link = await ctx.db.transaction(async (tx) => {
    const user = {
      id: userId,
      email,
      name,
      slug: slugOf(name, Buffer.from(ctx.ids.random(3)).toString("hex")),
      role: "ADMIN",
      passwordHash: null,
      emailVerifiedAt: null,
      trialEndsAt: null, // an admin does not trade
      createdAt: new Date(now),
    } as const;
    if (present === null && !(await insertUser(tx, user))) return null;
    await voidMailTokens(tx, userId, "RESET_PASSWORD", new Date(now));
    const made = await makeMailLink(tx, ctx, { userId, purpose: "RESET_PASSWORD", forMs: HOUR_MS });
    await appendAudit(tx, ctx, {
      actorId: null,
      action: present === null ? "admin.created" : "admin.link_renewed",
      subject: "user",
      subjectId: userId,
    });
    return made;
  });
  if (link === null) return refuse("conflict", `${email} was registered this very moment; try again.`);
  return done({ userId, link, isNew: present === null });
}
