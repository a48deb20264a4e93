import type { Tx } from "@/lib/db/client";
import { type OpenPosition, openPositionOfCopy, openPositionsOfSession } from "./position-repository.ts";

/** What a LIVE copy holds; null: nothing (yet, or any more). */
export function heldByCopy(db: Pick<Tx, "position">, userId: string, copyId: string): Promise<OpenPosition | null> {
  return openPositionOfCopy(db, userId, copyId);
}

/** What a trading session holds on its account. */
export function heldBySession(
  db: Pick<Tx, "position">,
  keyId: string,
  sessionId: string,
): Promise<readonly OpenPosition[]> {
  return openPositionsOfSession(db, keyId, sessionId);
}
