import type { Role } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { insertUser, updateUser, userByEmail } from "./repository.ts";
import { slugOf } from "./user.ts";

export interface SandboxUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/**
 * Makes a user of the sandbox with a confirmed address, or gives an existing one this password again, so that what sandbox.json says is
 * true. Its trial has no end, so that a sandbox shows the same however old it is. No mail, no event: nobody has asked for it. @returns the user's id
 */
export async function ensureSandboxUser(
  ctx: Pick<Ctx, "db" | "ids" | "clock" | "passwords" | "config">,
  user: SandboxUser,
): Promise<string> {
  invariant(!ctx.config.productionMode, "production has no sandbox users");
  const there = await userByEmail(ctx.db, user.email);
  if (there !== null) {
    if (!(await ctx.passwords.verify(there.passwordHash, user.password))) {
      const passwordHash = await ctx.passwords.hash(user.password);
      await ctx.db.transaction((tx) => updateUser(tx, there.id, { passwordHash }));
    }
    if (there.trialEndsAt !== null) await ctx.db.transaction((tx) => updateUser(tx, there.id, { trialEndsAt: null }));
    return there.id;
  }
  const now = new Date(ctx.clock.now());
  const id = ctx.ids.make("user");
  const passwordHash = await ctx.passwords.hash(user.password);
  const slug = slugOf(user.name, Buffer.from(ctx.ids.random(3)).toString("hex"));
  await ctx.db.transaction((tx) =>
    insertUser(tx, {
      id,
      email: user.email,
      name: user.name,
      slug,
      role: user.role,
      passwordHash,
      emailVerifiedAt: now,
      trialEndsAt: null,
      createdAt: now,
    }),
  );
  return id;
}
