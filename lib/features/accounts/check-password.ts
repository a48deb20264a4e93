import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type UserRow, userByEmail } from "./repository.ts";
import { hashSecret } from "./secret-token.ts";
import { settleGuess, takeGuess } from "./throttle.ts";

/**
 * Whose address and password these are. An unknown address, a wrong password, a banned user and one without password get the same answer
 * after the same work.
 * @throws AppError "locked" or "rate_limited"
 */
export async function checkPassword(
  ctx: Ctx,
  input: { email: string; password: string },
  ip: string,
): Promise<Result<UserRow, "invalid_credentials">> {
  await takeGuess(ctx, input.email, ip);
  const user = await userByEmail(ctx.db, input.email);
  const right = await ctx.passwords.verify(user?.passwordHash ?? null, input.password);
  if (!right || user === null || user.bannedAt !== null) {
    const detail = "E-mail or password is wrong.";
    return refuse("invalid_credentials", detail, { password: [detail] });
  }
  await settleGuess(ctx, input.email, ip);
  return done(user);
}

/** Stands for the password that was right, without telling it: another one since has another mark. */
export function passwordMark({ passwordHash }: Pick<UserRow, "passwordHash">): string {
  return hashSecret(passwordHash ?? "");
}
