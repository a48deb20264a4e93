import type { AlertAction, TargetState } from "./alert.ts";

/** What senders call what they ask for. Compared without case, blanks, dashes and underscores. */
const ACTIONS: Readonly<Record<string, AlertAction>> = {
  buy: "buy",
  long: "buy",
  enterlong: "buy",
  golong: "buy",
  openlong: "buy",
  longentry: "buy",
  start: "buy",
  startdeal: "buy",
  sell: "sell",
  short: "sell",
  entershort: "sell",
  goshort: "sell",
  openshort: "sell",
  shortentry: "sell",
  exit: "exit",
  close: "exit",
  flat: "exit",
  exitall: "exit",
  closeall: "exit",
  closeposition: "exit",
  closeatmarketprice: "exit",
  closeatmarketpriceall: "exit",
  exitlong: "exit_long",
  closelong: "exit_long",
  selltoclose: "exit_long",
  exitshort: "exit_short",
  closeshort: "exit_short",
  buytocover: "exit_short",
  cancel: "cancel",
  cancelall: "cancel",
  cancelorder: "cancel",
  cancelalldeals: "cancel",
  add: "add",
  addposition: "add",
  scalein: "add",
  reduce: "reduce",
  partial: "reduce",
  partialexit: "reduce",
  partialclose: "reduce",
  scaleout: "reduce",
  trim: "reduce",
};

const TARGETS: Readonly<Record<string, TargetState>> = {
  long: "LONG",
  bullish: "LONG",
  buy: "LONG",
  short: "SHORT",
  bearish: "SHORT",
  sell: "SHORT",
  flat: "FLAT",
  neutral: "FLAT",
  none: "FLAT",
};

export function plainWord(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

export function actionOf(text: string): AlertAction | null {
  const word = plainWord(text);
  return Object.hasOwn(ACTIONS, word) ? (ACTIONS[word] ?? null) : null;
}

export function targetOf(text: string): TargetState | null {
  const word = plainWord(text);
  return Object.hasOwn(TARGETS, word) ? (TARGETS[word] ?? null) : null;
}

const INTERVALS: Readonly<Record<string, string>> = {
  "1": "1m",
  "5": "5m",
  "15": "15m",
  "60": "1h",
  "240": "4h",
  d: "1d",
  "1d": "1d",
  "1440": "1d",
  "1h": "1h",
  "4h": "4h",
};

/** The timeframe of ours that an interval means; null for one that we have no name for. */
export function timeframeOf(interval: string): string | null {
  const text = interval.trim().toLowerCase();
  const named = Object.hasOwn(INTERVALS, text) ? INTERVALS[text] : undefined;
  return named ?? (/^(1|5|15)m(in)?$/.test(text) ? `${text.replace(/m.*/, "")}m` : null);
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Length of a bar: TradingView's `15` (minutes), `30S`, `4h`, `D`, `1W`; null where it has no fixed one. */
export function intervalMs(interval: string): number | null {
  const read = /^(\d{0,5})\s*([smhdw]?)(?:in)?$/i.exec(interval.trim());
  if (read === null || (read[1] === "" && read[2] === "")) return null;
  const count = read[1] === "" ? 1 : Number(read[1]);
  const unit = UNITS[(read[2] ?? "").toLowerCase() || "m"];
  return unit === undefined || count === 0 ? null : count * unit;
}
