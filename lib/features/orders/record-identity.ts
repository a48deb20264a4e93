import type { UtcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { lockLimits, writeIdentity } from "./limits-repository.ts";

/** Lets trades above the limits without identity through from now on, or no more, in the caller's transaction. False: it was so already. */
export async function recordIdentity(tx: Tx, userId: string, verified: boolean, at: UtcMs): Promise<boolean> {
  const { identityVerified } = await lockLimits(tx, userId, at);
  if (identityVerified === verified) return false;
  await writeIdentity(tx, userId, verified, at);
  return true;
}
