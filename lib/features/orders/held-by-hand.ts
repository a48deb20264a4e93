import type { Dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import { lockPosition } from "./fill-repository.ts";
import { legsByHand } from "./intent-repository.ts";
import { openPosition, openPositionsByHand } from "./position-repository.ts";

/** A real position that was entered by hand, or taken over from one that was, and that no order by hand is leaving yet. */
export interface HeldByHand {
  readonly id: string;
  readonly keyId: string;
  readonly exchange: string;
  readonly qty: Dec;
}

/**
 * What a user holds of a symbol by trades of his own hand, the oldest first, locked until the transaction ends: nothing of it can be left or filled
 * by another in between. Positions that an order by hand is leaving already are left out; `leaving` says that there are some.
 */
export async function lockHeldByHand(
  tx: Tx,
  userId: string,
  symbol: string,
  keyId: string | null,
): Promise<{ readonly held: readonly HeldByHand[]; readonly leaving: boolean }> {
  const held: HeldByHand[] = [];
  let leaving = false;
  for (const { id, origin } of await openPositionsByHand(tx, userId, symbol, keyId)) {
    await lockPosition(tx, userId, origin);
    // Read again: a fill may have come in between.
    const position = await openPosition(tx, userId, id);
    if (position === null) continue;
    const { underWay } = await legsByHand(tx, userId, origin);
    if (underWay) leaving = true;
    else held.push(position);
  }
  return { held, leaving };
}
