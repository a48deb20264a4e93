"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Segmented } from "@/components/ui/field";
import type { FormAction } from "@/components/ui/form-state";
import { formatPrice, formatQty, formatSymbol, symbolCoins } from "@/components/ui/format";
import { toast } from "@/components/ui/toast";
import type { PositionView } from "@/lib/features/copies/position";

const PARTS = [
  { value: "1", label: "All" },
  { value: "0.75", label: "75 %" },
  { value: "0.5", label: "50 %" },
  { value: "0.25", label: "25 %" },
] as const;

/** Closes a position or a part of it at the market, after a dialog that names side, size and the estimated price. */
export function ClosePosition({
  position,
  action,
  inRow = false,
}: {
  readonly position: PositionView;
  readonly action: FormAction;
  /** Small, as a row's action is. */
  readonly inRow?: boolean;
}) {
  const [fraction, setFraction] = useState("1");
  const { base } = symbolCoins(position.symbol);
  const side = position.side === "LONG" ? "long" : "short";
  const exit = position.side === "LONG" ? "bid" : "ask";
  return (
    <ConfirmDialog
      trigger={
        <Button size={inRow ? "sm" : "md"} aria-label={`Close ${side} ${formatSymbol(position.symbol)}`}>
          Close
        </Button>
      }
      title={`Close ${side} ${formatSymbol(position.symbol)}`}
      description={
        <>
          You hold {formatQty(position.qty, { unit: base })}, entered at {formatPrice(position.entryPrice)}. The part
          you choose is closed {position.mode === "LIVE" ? "by a market order on your exchange account" : "on paper"} at
          the {exit} of the moment
          {position.markPrice === null ? "" : `, about ${formatPrice(position.markPrice)} now`};{" "}
          {position.mode === "LIVE"
            ? "the exchange takes its fee, and no bound on the price stands in the way of leaving."
            : "the taker fee is taken off."}
        </>
      }
      confirm={fraction === "1" ? "Close position" : `Close ${Number(fraction) * 100} %`}
      keep="Keep it"
      action={action}
      fields={{ id: position.id }}
      onDone={(state) => toast(state.message ?? "Closed.")}
    >
      <Segmented legend="How much" name="fraction" options={PARTS} value={fraction} onChange={setFraction} full />
    </ConfirmDialog>
  );
}
