import { type Dec, plain } from "@/lib/kernel/decimal";
import type { NoSize } from "@/lib/trading/portfolio/sizing";

/** Why a copy did not open. The code is kept beside the sentence, so that a list can count by it. */
const SKIP_CODES = [
  "joined_after",
  "access_ended",
  "trial_over",
  "follow_off",
  "signal_moved_on",
  "too_old",
  "no_market_price",
  "past_stop",
  "past_target",
  "slippage",
  "currency",
  "limit_trade",
  "limit_positions",
  "fault",
  // Of copies on a real account.
  "gate",
  "unpaid",
  "guard",
  "other_exchange",
  "spot_short",
  "no_answer",
] as const;
export type SkipCode = (typeof SKIP_CODES)[number] | NoSize;

export interface Skip {
  readonly code: SkipCode;
  readonly text: string;
}

export function skip(code: SkipCode, text: string): Skip {
  return { code, text };
}

/** `12.3 s`; to the tenth of a second, whole ones plain. */
export function secondsText(ms: number): string {
  return `${(ms / 1_000).toFixed(1).replace(/\.0$/, "")} s`;
}

/** Basis points to one decimal, for sentences; never for sums. */
export function bpsText(bps: Dec): string {
  return `${plain(bps.toDecimalPlaces(1))} bps`;
}
