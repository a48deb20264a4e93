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

export function sandboxText(mode: MarketMode): string {
  const prices = mode.generated
    ? "Prices are generated and belong to no market."
    : mode.source === "replay"
      ? "Prices are stored candles, replayed."
      : "Prices come from the exchange.";
  return `${prices} ${mode.sandbox ? "Payments and mail are local stand-ins; no order can leave." : "No order can leave."}`;
}
