import type { Db } from "@/lib/db/client";
import { latestTicker } from "@/lib/features/candles/queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { unrealisedPnl } from "@/lib/trading/portfolio/position";
import type { SessionSettings } from "../trading-session.ts";
import type { SessionAccount } from "../view.ts";
import { accountFigures } from "./account-figures.ts";

/** Positions that one session shows, the newest; all of them count. */
const SHOWN = 200;

/** What a live session of a user did on his account; null: it is none, or its key is gone. */
export async function sessionAccount(db: Db, userId: string, id: string, now: UtcMs): Promise<SessionAccount | null> {
  const session = await db.tradingSession.findFirst({
    where: { id, userId, mode: "LIVE" },
    select: {
      exchange: true,
      symbol: true,
      settings: true,
      protectPct: true,
      maxSlippageBps: true,
      startedAt: true,
      stoppedAt: true,
      credential: { select: { id: true, maskedKey: true } },
    },
  });
  if (session?.credential == null) return null;
  const positions = await db.position.findMany({
    where: { userId, mode: "LIVE", intents: { some: { sessionId: id, purpose: "ENTRY" } } },
    orderBy: [{ openedAt: "desc" }, { id: "desc" }],
  });
  const ticker = await latestTicker(db, session.exchange, session.symbol);
  const rows = positions.map(({ grossPnl, fees, ...row }) => ({
    ...row,
    result: dec(grossPnl.toString()).minus(fees.toString()),
  }));
  const closed = rows
    .flatMap((row) => (row.closedAt === null ? [] : [{ at: utcMs(row.closedAt), result: row.result }]))
    .sort((a, b) => a.at - b.at);
  const open = rows.filter(({ closedAt }) => closedAt === null);
  const pnl = closed.reduce((sum, { result }) => sum.plus(result), dec(0));
  const openPnl =
    ticker === null && open.length > 0
      ? null
      : open.reduce((sum, { side, qty, entryPrice, result }) => {
          const [held, entry] = [dec(qty.toString()), dec(entryPrice.toString())];
          const atMarket =
            ticker === null ? dec(0) : unrealisedPnl({ side, qty: held, cost: held.times(entry) }, ticker);
          return sum.plus(result).plus(atMarket);
        }, dec(0));
  const { cash } = session.settings as unknown as SessionSettings;
  const until = session.stoppedAt === null ? now : utcMs(session.stoppedAt);
  return {
    ...accountFigures({ capital: cash, from: utcMs(session.startedAt), until, closed }),
    credentialId: session.credential.id,
    maskedKey: session.credential.maskedKey,
    protectPct: plain(dec((session.protectPct ?? 0).toString())),
    maxSlippageBps: session.maxSlippageBps ?? 0,
    equityNow: openPnl === null ? null : plain(pnl.plus(openPnl).plus(cash)),
    pnl: plain(pnl),
    openPnl: openPnl === null ? null : plain(openPnl),
    closed: closed.length,
    won: closed.filter(({ result }) => result.gt(0)).length,
    positions: rows
      .slice(0, SHOWN)
      .map(({ id: positionId, side, state, entryQty, entryPrice, exitPrice, stopLoss, result, openedAt }) => ({
        id: positionId,
        side,
        state,
        entryQty: exact(entryQty),
        entryPrice: exact(entryPrice),
        exitPrice: exitPrice === null ? null : exact(exitPrice),
        stopLoss: stopLoss === null ? null : exact(stopLoss),
        pnl: plain(result),
        openedAt: toIso(utcMs(openedAt)),
      })),
  };
}

function exact(value: { toString(): string }): string {
  return plain(dec(value.toString()));
}
