import type { EquityPointView, PnlUpdate } from "@/lib/features/copies/pnl-board";
import type { PositionView } from "@/lib/features/copies/position";
import { listOf, nullable, number, oneOf, type Reader, shape, text } from "@/lib/kernel/shape";

/** What `position_update` carries. */
export const readPosition: Reader<PositionView> = shape<PositionView>({
  id: text,
  copyId: nullable(text),
  signalId: nullable(text),
  strategyId: nullable(text),
  strategy: nullable(shape({ name: text, slug: text })),
  sessionId: nullable(text),
  mode: oneOf("PAPER", "LIVE"),
  exchange: text,
  market: oneOf("spot", "swap"),
  symbol: text,
  side: oneOf("LONG", "SHORT"),
  state: oneOf("OPEN", "CLOSED"),
  qty: text,
  entryQty: text,
  entryPrice: text,
  exitPrice: nullable(text),
  stopLoss: nullable(text),
  leverage: text,
  markPrice: nullable(text),
  markAt: nullable(text),
  grossPnl: text,
  fees: text,
  realisedPnl: text,
  unrealisedPnl: nullable(text),
  pnl: nullable(text),
  closeReason: nullable(text),
  openedAt: text,
  closedAt: nullable(text),
});

/** What `pnl_update` carries. */
export const readPnl: Reader<PnlUpdate> = shape<PnlUpdate>({
  at: text,
  cash: text,
  equity: text,
  unrealisedPnl: text,
  dayPnl: text,
  dayRealisedPnl: text,
  dayOpenPnl: text,
  riskAtStops: text,
  openPositions: number,
  tradesToday: number,
  positions: listOf(
    shape<PnlUpdate["positions"][number]>({
      id: text,
      qty: text,
      stopLoss: nullable(text),
      markPrice: nullable(text),
      markAt: nullable(text),
      grossPnl: text,
      fees: text,
      realisedPnl: text,
      unrealisedPnl: nullable(text),
      pnl: nullable(text),
    }),
  ),
  points: listOf(shape<EquityPointView>({ at: text, equity: text })),
});
