import type { Db } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { SessionAccount } from "../view.ts";

/** Positions that one session may show. */
const SHOWN = 200;

/** What a live session of a user did on his account; null: it is none, or its key is gone. */
export async function sessionAccount(db: Db, userId: string, id: string): Promise<SessionAccount | null> {
  const session = await db.tradingSession.findFirst({
    where: { id, userId, mode: "LIVE" },
    select: { protectPct: true, maxSlippageBps: true, credential: { select: { id: true, maskedKey: true } } },
  });
  if (session?.credential == null) return null;
  const positions = await db.position.findMany({
    where: { userId, mode: "LIVE", intents: { some: { sessionId: id, purpose: "ENTRY" } } },
    orderBy: [{ openedAt: "desc" }, { id: "desc" }],
    take: SHOWN,
  });
  const rows = positions.map(({ grossPnl, fees, ...row }) => ({
    ...row,
    result: dec(grossPnl.toString()).minus(fees.toString()),
  }));
  const closed = rows.filter(({ state }) => state === "CLOSED");
  return {
    credentialId: session.credential.id,
    maskedKey: session.credential.maskedKey,
    protectPct: plain(dec((session.protectPct ?? 0).toString())),
    maxSlippageBps: session.maxSlippageBps ?? 0,
    pnl: plain(closed.reduce((sum, { result }) => sum.plus(result), dec(0))),
    closed: closed.length,
    won: closed.filter(({ result }) => result.gt(0)).length,
    positions: rows.map(
      ({ id: positionId, side, state, entryQty, entryPrice, exitPrice, stopLoss, result, openedAt }) => ({
        id: positionId,
        side,
        state,
        entryQty: exact(entryQty),
        entryPrice: exact(entryPrice),
        exitPrice: exitPrice === null ? null : exact(exitPrice),
        stopLoss: stopLoss === null ? null : exact(stopLoss),
        pnl: plain(result),
        openedAt: toIso(utcMs(openedAt)),
      }),
    ),
  };
}

function exact(value: { toString(): string }): string {
  return plain(dec(value.toString()));
}
