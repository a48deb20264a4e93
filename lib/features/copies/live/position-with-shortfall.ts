import type { Ctx } from "@/lib/ports/ctx";
import { getPosition, type PositionDetail } from "../queries.ts";
import { readShortfall, type ShortfallView } from "./read-shortfall.ts";

export interface PositionWithShortfall extends PositionDetail {
  /** Of a live copy alone. */
  readonly shortfall: ShortfallView | null;
}

/** One own position with its fills and, where it copies a signal on a real account, what that cost against the signal. */
export async function positionWithShortfall(
  ctx: Ctx,
  userId: string,
  id: string,
): Promise<PositionWithShortfall | null> {
  const position = await getPosition(ctx, userId, id);
  if (position === null) return null;
  const { mode, copyId } = position;
  const shortfall = mode === "LIVE" && copyId !== null ? await readShortfall(ctx, userId, copyId) : null;
  return { ...position, shortfall };
}
