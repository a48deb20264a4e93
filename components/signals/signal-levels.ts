import type { PriceLevel } from "@/components/charts/price-chart";
import { formatPercent } from "@/components/ui/format";
import type { SignalItem } from "./signal-row.tsx";

/** The levels of a signal as lines on the chart, with the size of each part. */
export function levelsOf(
  signal: Pick<SignalItem, "entry" | "entryPrice" | "stopLoss" | "targets" | "targetsHit">,
): PriceLevel[] {
  const { entry, entryPrice } = signal;
  const levels: PriceLevel[] = [{ id: "stop", kind: "stop", price: signal.stopLoss, label: "Stop" }];
  if (entryPrice !== null) levels.push({ id: "entry", kind: "entry", price: entryPrice, label: "Entry" });
  else if (entry.type === "limit")
    levels.push(
      { id: "low", kind: "entry", price: entry.low, label: "Zone from" },
      { id: "high", kind: "entry", price: entry.high, label: "Zone to" },
    );
  else if (entry.type === "trigger") levels.push({ id: "entry", kind: "entry", price: entry.price, label: "Trigger" });
  for (const [index, { price, fraction }] of signal.targets.entries()) {
    const hit = index < signal.targetsHit ? " · hit" : "";
    levels.push({
      id: `target-${index}`,
      kind: "target",
      price,
      label: `Target ${index + 1} · ${formatPercent(Number(fraction) * 100)}${hit}`,
    });
  }
  return levels;
}
