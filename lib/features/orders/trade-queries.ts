import type { Tx } from "@/lib/db/client";
import {
  type OpenPosition,
  openPositionOfCopy,
  openPositionsOfCopies,
  openPositionsOfSession,
} from "./position-repository.ts";

/** What a LIVE copy holds; null: nothing (yet, or any more). */
export function heldByCopy(db: Pick<Tx, "position">, userId: string, copyId: string): Promise<OpenPosition | null> {
  return openPositionOfCopy(db, userId, copyId);
}

/** What each of many LIVE copies holds; one that is not in it holds nothing. */
export async function heldByCopies(
  db: Pick<Tx, "position">,
  copyIds: readonly string[],
): Promise<ReadonlyMap<string, OpenPosition>> {
  const held = await openPositionsOfCopies(db, copyIds);
  return new Map(held.flatMap((position) => (position.copyId === null ? [] : [[position.copyId, position]])));
}

/** What a trading session holds on its account. */
export function heldBySession(
  db: Pick<Tx, "position">,
  keyId: string,
  sessionId: string,
): Promise<readonly OpenPosition[]> {
  return openPositionsOfSession(db, keyId, sessionId);
}
