import { formatEnum } from "@/components/ui/format";

const WORDS: Readonly<Record<string, string>> = {
  entry: "Entry",
  stop: "Stop",
  "stop-exit": "Stop, left at the market",
  close: "Close",
  manual: "Closed by you",
  reduce: "Reduced by the provider",
  add: "Addition",
  kill: "Closed by a stop of trading",
  adopted: "Made by hand, counted in",
  drift: "Closed by you",
  emergency: "Emergency exit",
  breakEven: "Stop at break-even",
  stopAll: "Closed by a stop of trading",
  provider: "Closed by the provider",
  adl: "Auto-deleveraged by the exchange",
  liquidation: "Liquidated by the exchange",
  settlement: "Settled by the exchange",
};

/** What an order or a fill was for: `target:2` is "Target 2", and so is what went on with it (`target:2+1`). */
export function legWords(leg: string): string {
  const [kind = leg, number] = leg.replace(/\+\d+$/, "").split(":");
  if (kind === "target" && number !== undefined) return `Target ${number}`;
  return WORDS[kind] ?? formatEnum(kind);
}
