import type { TradeView } from "@/lib/features/backtests/view";
import { toIso, utcMs } from "@/lib/kernel/time";

/** How far two prices or results may lie apart and still be the same. */
const PARITY_TOLERANCE = 1e-8;
const DIFFERENCES_SHOWN = 20;

/** Where the session and the backtest do not agree, in words, with both values. */
export interface ParityDifference {
  /** Number of the trade, from 1; null: it is about the candles. */
  readonly trade: number | null;
  readonly what: string;
  readonly session: string;
  readonly backtest: string;
}

/** What came of replaying a session through the backtest. */
export interface ParityReport {
  /** Equal trades of all that either of them has, 0 to 1; null: neither has one. */
  readonly score: number | null;
  /** Candles that were replayed, and what names them. */
  readonly bars: number;
  readonly dataHash: string;
  readonly equal: number;
  readonly sessionTrades: number;
  readonly backtestTrades: number;
  /** Sums of P&L, session less backtest. */
  readonly pnlDifference: number;
  /** The largest distance of the two equities at any close. */
  readonly equityDifference: number;
  /** Candles that the store holds otherwise by now; null: it does not hold that time. */
  readonly candlesChanged: number | null;
  readonly engineVersion: string;
  readonly differences: readonly ParityDifference[];
  /** Differences beyond those that are shown. */
  readonly more: number;
}

/** Trade by trade in their order: time, side, prices and result. One that only one of them has counts as different. */
export function compareTrades(
  session: readonly TradeView[],
  backtest: readonly TradeView[],
): Pick<
  ParityReport,
  "score" | "equal" | "sessionTrades" | "backtestTrades" | "pnlDifference" | "differences" | "more"
> {
  const all = Math.max(session.length, backtest.length);
  const differences: ParityDifference[] = [];
  let equal = 0;
  for (let row = 0; row < all; row += 1) {
    const found = differencesOf(row + 1, session[row], backtest[row]);
    if (found.length === 0) equal += 1;
    differences.push(...found);
  }
  return {
    score: all === 0 ? null : equal / all,
    equal,
    sessionTrades: session.length,
    backtestTrades: backtest.length,
    pnlDifference: sumOf(session) - sumOf(backtest),
    differences: differences.slice(0, DIFFERENCES_SHOWN),
    more: Math.max(0, differences.length - DIFFERENCES_SHOWN),
  };
}

function differencesOf(
  trade: number,
  session: TradeView | undefined,
  backtest: TradeView | undefined,
): ParityDifference[] {
  if (session === undefined || backtest === undefined) {
    const words = (one: TradeView | undefined): string => (one === undefined ? "not there" : "there");
    return [{ trade, what: "trade", session: words(session), backtest: words(backtest) }];
  }
  const found: ParityDifference[] = [];
  const add = (what: string, ours: string, theirs: string): void => {
    found.push({ trade, what, session: ours, backtest: theirs });
  };
  if (session.side !== backtest.side) add("side", session.side, backtest.side);
  for (const name of ["entryTime", "exitTime"] as const)
    if (session[name] !== backtest[name]) add(NAMES[name], iso(session[name]), iso(backtest[name]));
  // a comparison with NaN is false, so that NaN is a difference
  for (const name of ["entryPrice", "exitPrice", "qty", "pnl"] as const)
    if (!(Math.abs(session[name] - backtest[name]) <= PARITY_TOLERANCE))
      add(NAMES[name], String(session[name]), String(backtest[name]));
  return found;
}

const NAMES = {
  entryTime: "entry time",
  exitTime: "exit time",
  entryPrice: "entry price",
  exitPrice: "exit price",
  qty: "quantity",
  pnl: "P&L",
} as const;

function sumOf(trades: readonly TradeView[]): number {
  return trades.reduce((sum, { pnl }) => sum + pnl, 0);
}

function iso(at: number): string {
  return toIso(utcMs(at));
}
