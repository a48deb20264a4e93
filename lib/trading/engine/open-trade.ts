import type { OpenTrade } from "@/lib/trading/backtest/result";
import type { EngineState } from "./state.ts";

/** An entry that is still held, as results show it. */
export function openTrade(entry: EngineState["entries"][number]): OpenTrade {
  return {
    side: entry.side > 0 ? "long" : "short",
    qty: entry.held,
    entryBar: entry.bar,
    entryPrice: entry.price,
    stop: Number.isNaN(entry.stop) ? null : entry.stop,
    target: entry.protection.targets[entry.nextTarget]?.price ?? null,
    entryFee: entry.fee,
    funding: entry.funding,
    tag: entry.tag,
  };
}
