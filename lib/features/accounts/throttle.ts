import { AppError } from "@/lib/kernel/errors";
import { networkOf } from "@/lib/kernel/ip";
import type { Ctx } from "@/lib/ports/ctx";
import { hashSecret } from "./secret-token.ts";
import { forgetGuesses, giveBackIpGuess, takeAccountGuess, takeIpGuess } from "./throttle-repository.ts";

/** The key of a typed address. Known here or not makes no difference, or a lock would tell who is registered. */
export function accountKey(email: string): string {
  return `mail:${hashSecret(email)}`;
}

function ipKey(ip: string): string {
  return `ip:${hashSecret(networkOf(ip))}`;
}

/**
 * Takes a guess before the password is looked at: at most 10 an hour on one account (five at once, then after 1, 2, 4 … 60 minutes) and
 * 100 an hour from one address, however many run in parallel (RELIABILITY G23: 20 and 100).
 * @throws AppError "rate_limited" (the address) or "locked" (the account), both with Retry-After
 */
export async function takeGuess(ctx: Ctx, email: string, ip: string): Promise<void> {
  const now = new Date(ctx.clock.now());
  const ipFree = await takeIpGuess(ctx.db, ipKey(ip), now);
  if (ipFree !== null) throw tooMany("rate_limited", ipFree, now);
  const accountFree = await takeAccountGuess(ctx.db, accountKey(email), now);
  if (accountFree !== null) throw tooMany("locked", accountFree, now);
}

/** The password was right: the account starts afresh and the address gets its guess back. */
export async function settleGuess(ctx: Ctx, email: string, ip: string): Promise<void> {
  await Promise.all([forgetGuesses(ctx.db, accountKey(email)), giveBackIpGuess(ctx.db, ipKey(ip))]);
}

/** "Too many wrong tries. Try again in 4 minutes." */
export function tooMany(code: "rate_limited" | "locked", free: Date, now: Date): AppError {
  const seconds = Math.max(1, Math.ceil((free.getTime() - now.getTime()) / 1_000));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new AppError(code, `Too many wrong tries. Try again in ${wait}.`, { retryAfterSec: seconds });
}
