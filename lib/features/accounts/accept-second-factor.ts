import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { hashRecoveryCode } from "./recovery-codes.ts";
import type { UserRow } from "./repository.ts";
import { acceptRecoveryCode, acceptStep, takeSecondFactorTry } from "./second-factor-repository.ts";
import { tooMany } from "./throttle.ts";
import { matchingStep } from "./totp.ts";

/** How a second factor was shown. */
export type FactorKind = "totp" | "recovery";

/**
 * Accepts a code of the user's app (the present step or the one before, each once) or a recovery code (once). Both are used up by one
 * conditional update, so of a thousand parallel tries one passes. Five wrong ones lock the second factor for 15 minutes.
 * `machineMs` is machine time: the app's clock is the world's.
 * @throws AppError "locked"
 */
export async function acceptSecondFactor(
  ctx: Pick<Ctx, "db" | "clock" | "seal">,
  user: Pick<UserRow, "id" | "totpSecret" | "totpEnabledAt">,
  code: string,
  machineMs: number = Date.now(),
): Promise<Result<FactorKind, "totp_invalid">> {
  if (user.totpSecret === null || user.totpEnabledAt === null) return refuse("totp_invalid");
  const now = new Date(ctx.clock.now());
  const free = await takeSecondFactorTry(ctx.db, user.id, now);
  if (free !== null) throw tooMany("locked", free, now);
  if (!/^\d{6}$/.test(code)) {
    return (await acceptRecoveryCode(ctx.db, user.id, hashRecoveryCode(code), now)) ? done("recovery") : wrong();
  }
  const step = matchingStep(ctx.seal.open(user.totpSecret, user.id), code, machineMs);
  return step !== null && (await acceptStep(ctx.db, user.id, step)) ? done("totp") : wrong();
}

function wrong() {
  const detail = "This code is wrong or was used already. Wait for the next one in your app and type that.";
  return refuse("totp_invalid", detail, { code: [detail] });
}
