import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { connectAccountIds } from "./repository.ts";

/**
 * Does `work` for each connected account, one after the other. One that the payment service refuses to show us (closed, taken away) holds up
 * nobody else; that the service does not answer at all is the caller's to try again. @returns the accounts that were refused
 */
export async function eachAccount(ctx: Ctx, work: (accountId: string) => Promise<void>): Promise<Set<string>> {
  const refused = new Set<string>();
  for (const accountId of await connectAccountIds(ctx.db)) {
    try {
      await work(accountId);
    } catch (error) {
      if (error instanceof AppError && error.code === "payments_unavailable") throw error;
      ctx.log.error({ err: error, accountId }, "a connected account cannot be read");
      refused.add(accountId);
    }
  }
  return refused;
}
