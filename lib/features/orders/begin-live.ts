import type { Tx } from "@/lib/ports/ctx";
import { forgetPeak, tradesLive } from "./account-repository.ts";

/** Drawdown is measured from when live began: an account that nothing traded until now starts its maximum anew. In the caller's transaction. */
export async function beginLive(tx: Tx, keyId: string): Promise<void> {
  if (!(await tradesLive(tx, keyId))) await forgetPeak(tx, keyId);
}
