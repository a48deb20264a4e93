"use client";

import { useMemo, useRef } from "react";
import { EquityChart, type EquityChartHandle } from "@/components/charts/equity-chart";
import { usePositionEvents } from "@/components/live/use-positions";
import type { EquityPointView } from "@/lib/features/copies/pnl-board";

/** The stored curve, growing by the points that the server stores while somebody looks: a reload shows the same. */
export function AccountCurve({ points }: { readonly points: readonly EquityPointView[] }) {
  const chart = useRef<EquityChartHandle>(null);
  const lastAt = useRef(points.at(-1)?.at ?? "");
  const series = useMemo(
    () => [
      {
        id: "paper",
        name: "Paper equity",
        evidence: "PAPER" as const,
        points: points.map(({ at, equity }) => ({ time: Date.parse(at), value: Number(equity) })),
      },
    ],
    [points],
  );
  usePositionEvents({
    onPnl: (update) => {
      for (const point of update.points) {
        if (point.at <= lastAt.current) continue;
        lastAt.current = point.at;
        chart.current?.push("paper", { time: Date.parse(point.at), value: Number(point.equity) });
      }
    },
  });
  return <EquityChart ref={chart} title="Paper equity, USDT" unit="USDT" series={series} height={220} />;
}
