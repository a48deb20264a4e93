import type { UtcMs } from "@/lib/kernel/time";
import type { Side } from "@/lib/trading/market/quote";

/** Whose message it looks like. Only shown: what counts are its fields. */
const ALERT_STYLES = ["tradingview", "3commas", "traderspost", "text"] as const;
export type AlertStyle = (typeof ALERT_STYLES)[number];

/**
 * What is asked. `buy` and `sell` go to a side from wherever the signal stands; `exit` leaves (whichever side, or only the one named);
 * `cancel` takes back what has not entered; `add` enlarges, `reduce` takes a part off.
 */
export type AlertAction = "buy" | "sell" | "exit" | "exit_long" | "exit_short" | "cancel" | "add" | "reduce";

/** Where the sender's strategy stands after the alert. It decides over the action: that is what heals a lost alert. */
export type TargetState = Side | "FLAT";

/** A price, or a distance from the entry in percent. */
export type Level = { readonly price: string } | { readonly pct: string };

export interface AlertTarget {
  readonly level: Level;
  /** Part of the first size; null: equal parts. */
  readonly fraction: string | null;
}

export type AlertEntry =
  | { readonly type: "market" }
  | { readonly type: "limit"; readonly price: string }
  | { readonly type: "trigger"; readonly price: string };

/** An alert as it was meant, whoever wrote it. Numbers are plain decimal texts above 0. */
export interface Alert {
  readonly style: AlertStyle;
  /** As sent, without `BINANCE:` before and `.P` behind; null where the alert names none. */
  readonly symbol: string | null;
  readonly exchange: string | null;
  readonly isPerpetual: boolean;
  readonly action: AlertAction | null;
  readonly target: TargetState | null;
  /** Units that this alert moves. */
  readonly quantity: string | null;
  /** Part of what is open that leaves or is added, 1 = all of it. */
  readonly fraction: string | null;
  /** Units that the sender's strategy holds after the alert, and held before. */
  readonly positionSize: string | null;
  readonly positionSizeBefore: string | null;
  readonly entry: AlertEntry;
  /** The sender's price at that moment: what slippage is measured from. */
  readonly price: string | null;
  readonly stop: Level | null;
  readonly targets: readonly AlertTarget[];
  readonly leverage: string | null;
  /** When it was sent, or the open of its bar. */
  readonly at: UtcMs | null;
  /** As sent: `15`, `1D`, `4h`. */
  readonly interval: string | null;
  readonly orderId: string | null;
  readonly note: string | null;
  /** Nothing is to be published: say what would be. */
  readonly test: boolean;
  readonly secret: string | null;
  /** How the sender called each field, so that a fault names it as he wrote it. */
  readonly names: Readonly<Partial<Record<AlertField, string>>>;
}

export type AlertField =
  | "symbol"
  | "exchange"
  | "action"
  | "target"
  | "quantity"
  | "fraction"
  | "quantityType"
  | "positionSize"
  | "positionSizeBefore"
  | "orderType"
  | "limitPrice"
  | "triggerPrice"
  | "price"
  | "stop"
  | "stopPct"
  | "leverage"
  | "at"
  | "interval"
  | "orderId"
  | "note"
  | "test"
  | "secret";
