import { createHash } from "node:crypto";
import { DAY_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Alert } from "./alert.ts";
import { intervalMs } from "./words.ts";

export interface AlertKey {
  /** Hex SHA-256: bounded whatever was sent. */
  readonly key: string;
  /** A second one counts as the same for this long. */
  readonly windowMs: number;
}

/**
 * What makes two alerts the same. With a time: order id, time, action and symbol (SPEC 4), for a day. Without one nothing tells today's "buy"
 * from yesterday's (TradingView's order id is the order's name and comes back with each trade), so the whole body counts, for as long as an
 * alert may be old.
 */
export function alertKey(alert: Alert, body: string, maxAgeMs: number): AlertKey {
  const parts =
    alert.at === null
      ? ["body", body.trim()]
      : ["alert", alert.orderId, alert.at, alert.action, alert.target, alert.symbol, alert.quantity, alert.fraction];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return { key, windowMs: alert.at === null ? maxAgeMs : DAY_MS };
}

/** How far ahead of ours a sender's clock may be. */
const AHEAD_MS = 60 * SECOND_MS;

/**
 * The age of an alert, or why its time cannot be. `time` may be when it was sent or, with an `interval`, the open of the bar whose close sent
 * it (TradingView's {{time}}): a time on the grid of its interval counts from the bar's close, unless that is still to come.
 */
export function alertAge(
  alert: Pick<Alert, "at" | "interval">,
  now: UtcMs,
): { ageMs: number } | { future: true } | null {
  if (alert.at === null) return null;
  if (alert.at > now + AHEAD_MS) return { future: true };
  const length = alert.interval === null ? null : intervalMs(alert.interval);
  const close = length === null || alert.at % length !== 0 ? alert.at : alert.at + length;
  const from = utcMs(close > now + AHEAD_MS ? alert.at : close);
  return { ageMs: Math.max(0, now - from) };
}
