"use client";

import { useRouter } from "next/navigation";
import { EquityChart } from "@/components/charts/equity-chart";
import type { EvidenceClass } from "@/components/ui/evidence";
import type { Curve } from "@/lib/features/backtests/report-view";

export interface RunCurveProps {
  readonly title: string;
  readonly unit: string;
  readonly evidence: EvidenceClass;
  readonly curve: Curve;
  /** The same money held instead; drawn with another dash. */
  readonly hold: Curve;
  /** Exit time of each trade in the order of the table, milliseconds. */
  readonly exits: readonly number[];
  /** The trade that is shown, marked where it was entered and left. */
  readonly marked: { readonly from: number; readonly to: number; readonly gain: boolean } | undefined;
}

/** Equity and drawdown of a run beside holding; a click on the line opens the trade that closed nearest to it, and a trade of the table marks the line. */
export function RunCurve({ title, unit, evidence, curve, hold, exits, marked }: RunCurveProps) {
  const router = useRouter();
  return (
    <EquityChart
      title={title}
      unit={unit}
      drawdown
      marked={marked}
      onPick={(time) => {
        const nearest = nearestTo(exits, time);
        if (nearest >= 0) router.push(`?trade=${nearest + 1}#trade-${nearest + 1}`, { scroll: true });
      }}
      series={[
        { id: "run", name: "Equity", evidence, points: pointsOf(curve) },
        ...(hold.length === 0 ? [] : [{ id: "hold", name: "Buy and hold", evidence, points: pointsOf(hold) }]),
      ]}
    />
  );
}

function pointsOf(curve: Curve) {
  return curve.map(([time, value]) => ({ time, value }));
}

/** Index of the value nearest to `wanted`; -1 of none. */
function nearestTo(values: readonly number[], wanted: number): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, value] of values.entries()) {
    const distance = Math.abs(value - wanted);
    if (distance < least) [found, least] = [index, distance];
  }
  return found;
}
