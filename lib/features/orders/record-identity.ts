import type { UtcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { writeIdentity } from "./limits-repository.ts";

/** Whether trades above the limits without identity are let through from now on, in the caller's transaction. False: it was so already. */
export function recordIdentity(tx: Tx, userId: string, verified: boolean, at: UtcMs): Promise<boolean> {
  return writeIdentity(tx, userId, verified, at);
}
