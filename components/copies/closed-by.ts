import { formatEnum } from "@/components/ui/format";

const WORDS: Readonly<Record<string, string>> = {
  manual: "You",
  drift: "You",
  adopted: "You, at the exchange",
  stopAll: "Stop all trading",
  kill: "A stop of trading",
  "stop-exit": "Stop",
  provider: "Provider",
  close: "Provider",
  not_held: "Not at the exchange any more, result unknown",
  liquidation: "Liquidation",
  adl: "The exchange, by auto-deleveraging",
  settlement: "The exchange, as its market ended",
  dust: "Too small to be sold",
};

/** Who or what closed a trade. On paper a reason says it; on a real account the order that closed it does: `manual:1`, `target:2`. */
export function closedBy(reason: string): string {
  const [kind = reason, number] = reason.replace(/\+\d+$/, "").split(":");
  if (kind === "target" && number !== undefined) return `Target ${number}`;
  return WORDS[kind] ?? formatEnum(kind);
}
