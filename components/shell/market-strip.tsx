import type { ReactNode } from "react";
import { ModeStrip } from "@/components/ui/badge";

export interface MarketMode {
  readonly sandbox: boolean;
  /** Prices come from a generated series, not from candles of a real market. */
  readonly generated: boolean;
  readonly source: "exchange" | "replay";
}

/** What the reader must know about where prices and orders come from; on every page of a sandbox. */
export function MarketStrip({ mode, action }: { readonly mode: MarketMode; readonly action?: ReactNode }) {
  if (!mode.sandbox && !mode.generated && mode.source === "exchange") return null;
  return (
    <ModeStrip mode="SANDBOX" action={action}>
      {sandboxText(mode)}
    </ModeStrip>
  );
}

export function pricesText(mode: MarketMode): string {
  return mode.generated
    ? "Prices are generated and belong to no market."
    : mode.source === "replay"
      ? "Prices are stored candles, replayed."
      : "Prices come from the exchange.";
}

function sandboxText(mode: MarketMode): string {
  return `${pricesText(mode)} ${mode.sandbox ? "Payments and mail are local stand-ins; no order can leave." : "No order can leave."}`;
}
