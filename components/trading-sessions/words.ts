import { formatNumber, formatPercent } from "@/components/ui/format";
import type { LogKind } from "@/lib/features/trading-sessions/trading-session";
import type { SessionParity, SessionRow } from "@/lib/features/trading-sessions/view";

export const LOG_WORDS: Readonly<Record<LogKind, string>> = {
  STARTED: "Started",
  ENTRY: "Entry",
  EXIT: "Exit",
  REFUSED: "Not entered",
  FUNDING: "Funding",
  GAP: "Gap",
  LATE: "Caught up",
  ORDERED: "Order sent",
  MISSED: "Not on your account",
  STOPPED: "Stopped",
  FAILED: "Failed",
};

export const SOURCE_WORDS: Readonly<Record<SessionRow["source"], string>> = {
  replay: "replayed candles",
  generated: "generated candles, no real market",
  exchange: "the exchange's candles",
};

/** "100 %, 12 Jan" in one phrase; what is not checked or has nothing to compare says so. */
export function parityWords(parity: SessionParity | null): string {
  if (parity === null) return "not checked yet";
  return parity.score === null ? "no trades yet" : scoreWords(parity.score);
}

/** A share that is not whole is never shown as whole. */
export function scoreWords(score: number): string {
  const percent = score * 100;
  return percent < 100 && percent > 99.9 ? "99.9 %" : formatPercent(percent, { digits: percent === 100 ? 0 : 1 });
}

/** "0.1234": a float of the kernel, without the noise behind it. */
export function plainAmount(value: number): string {
  return formatNumber(value, Math.abs(value) < 1 ? 8 : 4);
}
