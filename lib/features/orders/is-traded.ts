import type { Tx } from "@/lib/ports/ctx";
import { hasLivingOrder, tradesLive } from "./account-repository.ts";

/** Whether an account could not do without its key: something trades on it, is held there or may still fill. */
export async function isTraded(tx: Tx, keyId: string): Promise<boolean> {
  return (await tradesLive(tx, keyId)) || (await hasLivingOrder(tx, keyId));
}
