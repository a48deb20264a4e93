"use client";

import type { ISeriesApi, LineData, UTCTimestamp } from "lightweight-charts";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { EvidenceBadge, type EvidenceClass } from "@/components/ui/evidence";
import { formatAmount, formatDate, formatDateTime, formatPercent } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { fitTime, useCanvasChart } from "./canvas.ts";
import { Figure } from "./figure.tsx";
import { drawdownsOf, type Point, thin } from "./series.ts";

export interface EquitySeries {
  readonly id: string;
  /** Read out and shown in the legend. */
  readonly name: string;
  readonly evidence: EvidenceClass;
  readonly points: readonly Point[];
}

export interface EquityChartHandle {
  /** Adds a point to a series, or changes its newest when it has the same second. */
  push(seriesId: string, point: Point): void;
}

export interface EquityChartProps {
  readonly title: ReactNode;
  readonly series: readonly EquitySeries[];
  /** What the values are: percent since the start, or an amount of `unit`. */
  readonly unit: "%" | (string & {});
  readonly summary?: ReactNode;
  readonly aside?: ReactNode;
  readonly height?: number | undefined;
  /** A second figure below with the distance from the highest value so far. */
  readonly drawdown?: boolean | undefined;
  readonly ref?: Ref<EquityChartHandle> | undefined;
  /** Milliseconds under the pointer when the drawing is clicked. A way for the mouse: offer the same by links. */
  readonly onPick?: ((time: number) => void) | undefined;
  /** A stretch of the first series that is marked at both ends, e.g. one trade. */
  readonly marked?: { readonly from: number; readonly to: number; readonly gain: boolean } | undefined;
}

/** Equity as a stepped line: it changes when a trade closes. The class sets the dash, a second series of one class is grey. */
export function EquityChart({
  title,
  series,
  unit,
  summary,
  aside,
  height = 260,
  drawdown,
  ref,
  onPick,
  marked,
}: EquityChartProps) {
  const [pushed, setPushed] = useState<Readonly<Record<string, readonly Point[]>>>({});
  const rows = series.map((one) => ({ ...one, points: inOrder([...one.points, ...(pushed[one.id] ?? [])]) }));
  const drawn = useRef(new Map<string, ISeriesApi<"Line">>());
  const now = useRef(rows);
  now.current = rows;
  const pick = useRef(onPick);
  pick.current = onPick;
  const mark = useRef<(stretch: EquityChartProps["marked"]) => void>(() => undefined);
  const shownMark = useRef(marked);
  shownMark.current = marked;

  const container = useCanvasChart((library, chart, colors) => {
    const { LineStyle, LineType } = library;
    const styles = {
      IN_SAMPLE: LineStyle.Dotted,
      OUT_OF_SAMPLE: LineStyle.Dashed,
      PAPER: LineStyle.LargeDashed,
      LIVE_PROVIDER: LineStyle.Solid,
      LIVE_FOLLOWER: LineStyle.Solid,
    } as const;
    // several lines of one class differ by dash, width and shade, and carry their names
    const looks = [
      { color: colors.line, lineWidth: 2, lineStyle: LineStyle.Solid },
      { color: colors.line2, lineWidth: 2, lineStyle: LineStyle.LargeDashed },
      { color: colors.line, lineWidth: 1, lineStyle: LineStyle.Solid },
      { color: colors.line2, lineWidth: 2, lineStyle: LineStyle.Dotted },
    ] as const;
    drawn.current.clear();
    const several = now.current.length > 1;
    for (const [at, one] of now.current.entries()) {
      const line = chart.addSeries(library.LineSeries, {
        ...(several
          ? { ...looks[at % looks.length], title: one.name }
          : {
              color: one.evidence === "PAPER" ? colors.paper : colors.line,
              lineWidth: one.evidence === "LIVE_FOLLOWER" ? 3 : 2,
              lineStyle: styles[one.evidence],
            }),
        lineType: LineType.WithSteps,
        priceLineVisible: false,
        priceFormat: {
          type: "custom",
          minMove: 0.01,
          formatter: (value: number) =>
            unit === "%" ? formatPercent(value, { sign: true }) : formatAmount(String(value)),
        },
      });
      line.setData(aSecond(one.points).map(datum));
      drawn.current.set(one.id, line);
    }
    fitTime(
      chart,
      now.current.flatMap(({ points }) => points.map(({ time }) => time)),
    );
    chart.subscribeClick(({ time }) => {
      if (typeof time === "number") pick.current?.(time * 1_000);
    });
    const first = drawn.current.get(now.current[0]?.id ?? "");
    if (first === undefined) return;
    const markers = library.createSeriesMarkers(first, []);
    mark.current = (stretch) =>
      markers.setMarkers(
        stretch === undefined
          ? []
          : [
              { time: second(stretch.from), position: "inBar", shape: "circle", color: colors.line, text: "in" },
              {
                time: second(stretch.to),
                position: "inBar",
                shape: "circle",
                color: stretch.gain ? colors.profit : colors.loss,
                text: "out",
              },
            ],
      );
    mark.current(shownMark.current);
  });

  useEffect(() => mark.current(marked), [marked]);

  useImperativeHandle(
    ref,
    () => ({
      push: (id, point) =>
        setPushed((before) => ({ ...before, [id]: aSecond(inOrder([...(before[id] ?? []), point])) })),
    }),
    [],
  );

  useEffect(() => {
    for (const one of now.current) {
      const newest = (pushed[one.id] ?? []).at(-1);
      if (newest !== undefined) drawn.current.get(one.id)?.update(datum(newest));
    }
  }, [pushed]);
  useEffect(() => {
    for (const one of series) drawn.current.get(one.id)?.setData(aSecond(inOrder(one.points)).map(datum));
  }, [series]);

  return (
    <>
      <Figure
        title={title}
        aside={aside}
        credit
        summary={summary ?? summarise(rows, unit)}
        table={<PointTable series={rows} unit={unit} />}
      >
        <div ref={container} style={{ height }} />
      </Figure>
      {drawdown === true && rows[0] !== undefined && (
        <DrawdownChart title="Drawdown" points={valuesOf(rows[0].points, unit)} />
      )}
    </>
  );
}

/** Values that a drawdown can be measured in: percent since the start stands on a base of 100. */
function valuesOf(points: readonly Point[], unit: string): readonly Point[] {
  return unit === "%" ? points.map(({ time, value }) => ({ time, value: 100 + value })) : points;
}

/** The distance below the highest value so far, in percent, on its own axis below the equity. */
function DrawdownChart({
  title,
  points: values,
  height = 110,
}: {
  readonly title: ReactNode;
  /** Values, not percent since the start. */
  readonly points: readonly Point[];
  readonly height?: number;
}) {
  const points = drawdownsOf(values);
  const now = useRef(points);
  now.current = points;
  const drawn = useRef<ISeriesApi<"Baseline"> | null>(null);
  const container = useCanvasChart((library, chart, colors) => {
    drawn.current = chart.addSeries(library.BaselineSeries, {
      baseValue: { type: "price", price: 0 },
      topLineColor: colors.loss,
      topFillColor1: "transparent",
      topFillColor2: "transparent",
      bottomLineColor: colors.loss,
      bottomFillColor1: withAlpha(colors.loss, 0.12),
      bottomFillColor2: withAlpha(colors.loss, 0.12),
      lineWidth: 1,
      lineType: library.LineType.WithSteps,
      priceLineVisible: false,
      priceFormat: { type: "custom", minMove: 0.01, formatter: (value: number) => formatPercent(value) },
    });
    drawn.current.setData(aSecond(now.current).map(datum));
    fitTime(
      chart,
      now.current.map(({ time }) => time),
    );
  });
  useEffect(() => {
    drawn.current?.setData(aSecond(drawdownsOf(values)).map(datum));
  }, [values]);
  const worst = points.reduce((least, point) => (point.value < least.value ? point : least), { time: 0, value: 0 });
  return (
    <Figure
      title={title}
      className="mt-4"
      summary={
        worst.value === 0
          ? "It has never stood below an earlier high."
          : `Worst drawdown ${formatPercent(worst.value)} on ${formatDate(worst.time)}; now ${formatPercent(points.at(-1)?.value ?? 0)}.`
      }
    >
      <div ref={container} style={{ height }} />
    </Figure>
  );
}

/** `#rrggbb` with an alpha: the canvas library reads no color-mix(). */
function withAlpha(hex: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

function second(time: number): UTCTimestamp {
  return Math.floor(time / 1_000) as UTCTimestamp;
}

function datum(point: Point): LineData<UTCTimestamp> {
  return { time: second(point.time), value: point.value };
}

function inOrder(points: readonly Point[]): readonly Point[] {
  return [...points].sort((a, b) => a.time - b.time);
}

/** One point a second of points in order (the library takes no two), the later one winning. For drawings: words count them all. */
function aSecond(points: readonly Point[]): readonly Point[] {
  return [...new Map(points.map((point) => [Math.floor(point.time / 1_000), point])).values()];
}

function shown(value: number, unit: string): string {
  return unit === "%" ? formatPercent(value, { sign: true }) : formatAmount(String(value), { unit });
}

function summarise(series: readonly EquitySeries[], unit: string): string {
  const texts = series.flatMap((one) => {
    const first = one.points[0];
    const last = one.points.at(-1);
    if (first === undefined || last === undefined) return [];
    const values = one.points.map((point) => point.value);
    return [
      `${one.name}: started at ${shown(first.value, unit)} on ${formatDate(first.time)}, ended at ${shown(last.value, unit)} on ${formatDate(last.time)}; low ${shown(Math.min(...values), unit)}, high ${shown(Math.max(...values), unit)}.`,
    ];
  });
  return texts.length === 0 ? "Nothing to draw yet: no trade has closed." : texts.join(" ");
}

function PointTable({ series, unit }: { readonly series: readonly EquitySeries[]; readonly unit: string }) {
  return (
    <Table
      label="Equity"
      head={
        <>
          <Th>Class</Th>
          <Th>Time, UTC</Th>
          <Th num>{unit === "%" ? "Return, %" : `Value, ${unit}`}</Th>
        </>
      }
    >
      {series.flatMap((one) =>
        thin(aSecond(one.points), 40).map((point) => (
          <tr key={`${one.id}-${point.time}`}>
            <Td>{series.length > 1 ? one.name : <EvidenceBadge evidence={one.evidence} />}</Td>
            <Td className="whitespace-nowrap tabular-nums">{formatDateTime(point.time).slice(0, 16)}</Td>
            <Td num>
              {unit === "%"
                ? formatPercent(point.value, { sign: true, unit: false })
                : formatAmount(String(point.value))}
            </Td>
          </tr>
        )),
      )}
    </Table>
  );
}
