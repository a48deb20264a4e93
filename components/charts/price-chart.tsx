"use client";

import type {
  CandlestickData,
  IPriceLine,
  ISeriesApi,
  LineStyle,
  SeriesMarker,
  UTCTimestamp,
} from "lightweight-charts";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { formatDateTime, formatPrice, stepDigits } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { type ChartColors, fitTime, type Library, useCanvasChart } from "./canvas.ts";
import { Figure } from "./figure.tsx";

/** One bar; prices as decimal strings or numbers (they are only drawn). `time` is its open in milliseconds. */
export interface PriceBar {
  readonly time: number;
  readonly open: string | number;
  readonly high: string | number;
  readonly low: string | number;
  readonly close: string | number;
}

export interface PriceLevel {
  readonly id: string;
  readonly kind: "entry" | "stop" | "target";
  readonly price: string;
  /** "Target 1 · 40 %" */
  readonly label: string;
}

/** Something that happened at a bar. */
export interface PriceMark {
  /** In milliseconds; it stands at the bar that holds it. */
  readonly time: number;
  readonly at: "above" | "below";
  readonly shape: "up" | "down";
  readonly label: string;
}

export interface PriceChartHandle {
  /** Adds a bar, or changes the newest one when it has the same time. */
  push(bar: PriceBar): void;
}

export interface PriceChartProps {
  readonly title: ReactNode;
  readonly bars: readonly PriceBar[];
  readonly levels?: readonly PriceLevel[] | undefined;
  readonly marks?: readonly PriceMark[] | undefined;
  /** The instrument's price step; sets the digits of the axis. */
  readonly tick?: string | undefined;
  /** A sentence of the caller's; without one, start, end, low and high of the bars. */
  readonly summary?: ReactNode;
  readonly aside?: ReactNode;
  /** Height in px; reserved before the library comes, so that nothing shifts. */
  readonly height?: number | undefined;
  readonly ref?: Ref<PriceChartHandle> | undefined;
}

/** In px: a market that has just opened is drawn as a few candles, not as walls. */
const WIDEST_BAR = 24;

interface Drawn {
  readonly library: Library;
  readonly colors: ChartColors;
  readonly series: ISeriesApi<"Candlestick">;
  lines: IPriceLine[];
}

/** Candles with the levels of a signal. Entry is solid ink, targets long dashes, the stop dots; live bars come by `ref.push`. */
export function PriceChart(props: PriceChartProps) {
  const { title, bars, levels = [], marks = [], tick, summary, aside, height = 320, ref } = props;
  const [pushed, setPushed] = useState<readonly PriceBar[]>([]);
  const rows = merge(bars, pushed);
  const drawn = useRef<Drawn | null>(null);
  const now = useRef({ rows, levels, marks, tick });
  now.current = { rows, levels, marks, tick };

  const container = useCanvasChart((library, chart, colors) => {
    const digits = now.current.tick === undefined ? digitsOf(now.current.rows) : stepDigits(now.current.tick);
    const step = (1 / 10 ** digits).toFixed(digits);
    const series = chart.addSeries(library.CandlestickSeries, {
      upColor: colors.surface,
      downColor: colors.candleDown,
      borderUpColor: colors.candleUp,
      borderDownColor: colors.candleDown,
      wickUpColor: colors.candleUp,
      wickDownColor: colors.candleDown,
      priceLineColor: colors.crosshair,
      priceLineStyle: library.LineStyle.SparseDotted,
      priceFormat: {
        type: "custom",
        minMove: 1 / 10 ** digits,
        formatter: (value: number) => formatPrice(value.toFixed(digits), step),
      },
      // the levels belong to the picture: a chart that cuts off the stop hides what matters
      autoscaleInfoProvider: (original: () => { priceRange: { minValue: number; maxValue: number } } | null) => {
        const found = original();
        if (found === null) return null;
        const prices = now.current.levels.map((level) => Number(level.price)).filter(Number.isFinite);
        const { minValue, maxValue } = found.priceRange;
        return { priceRange: { minValue: Math.min(minValue, ...prices), maxValue: Math.max(maxValue, ...prices) } };
      },
    });
    series.setData(now.current.rows.map(candle));
    library.createSeriesMarkers(
      series,
      now.current.marks.map((mark) => marker(mark, now.current.rows, colors)),
    );
    chart.timeScale().applyOptions({ maxBarSpacing: WIDEST_BAR });
    fitTime(
      chart,
      now.current.rows.map(({ time }) => time),
    );
    drawn.current = { library, colors, series, lines: [] };
    drawLevels(drawn.current, now.current.levels);
  });

  useImperativeHandle(ref, () => ({ push: (bar) => setPushed((before) => merge(before, [bar])) }), []);

  const newest = rows.at(-1);
  useEffect(() => {
    if (drawn.current !== null && newest !== undefined) drawn.current.series.update(candle(newest));
  }, [newest]);
  useEffect(() => {
    drawn.current?.series.setData(now.current.rows.map(candle));
    // `bars` is the reason: a new first page of history replaces the series
    void bars;
  }, [bars]);
  useEffect(() => {
    if (drawn.current !== null) drawLevels(drawn.current, levels);
  }, [levels]);

  return (
    <Figure
      title={title}
      aside={aside}
      credit
      summary={summary ?? summarise(rows, tick)}
      table={<BarTable bars={rows.slice(-40)} tick={tick} />}
    >
      <div ref={container} style={{ height }} />
    </Figure>
  );
}

function drawLevels(drawn: Drawn, levels: readonly PriceLevel[]): void {
  for (const line of drawn.lines) drawn.series.removePriceLine(line);
  const { LineStyle } = drawn.library;
  const styles: Readonly<Record<PriceLevel["kind"], { color: string; lineStyle: LineStyle }>> = {
    entry: { color: drawn.colors.ink, lineStyle: LineStyle.Solid },
    target: { color: drawn.colors.profit, lineStyle: LineStyle.LargeDashed },
    stop: { color: drawn.colors.loss, lineStyle: LineStyle.Dotted },
  };
  drawn.lines = levels.map((level) =>
    drawn.series.createPriceLine({
      price: Number(level.price),
      title: level.label,
      lineWidth: 1,
      axisLabelVisible: true,
      axisLabelTextColor: drawn.colors.surface, // the library's own choice is white on the light red of a stop in the dark theme
      ...styles[level.kind],
    }),
  );
}

function marker(
  { time, at, shape, label }: PriceMark,
  bars: readonly PriceBar[],
  colors: ChartColors,
): SeriesMarker<UTCTimestamp> {
  const bar = bars.findLast((one) => one.time <= time)?.time ?? time;
  return {
    time: Math.floor(bar / 1_000) as UTCTimestamp,
    position: at === "above" ? "aboveBar" : "belowBar",
    shape: shape === "up" ? "arrowUp" : "arrowDown",
    color: colors.ink,
    text: label,
  };
}

function candle(bar: PriceBar): CandlestickData<UTCTimestamp> {
  return {
    time: Math.floor(bar.time / 1_000) as UTCTimestamp,
    open: Number(bar.open),
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
  };
}

/** Bars in order of time, later ones winning over earlier ones of the same time. */
function merge(bars: readonly PriceBar[], more: readonly PriceBar[]): readonly PriceBar[] {
  if (more.length === 0) return bars;
  const first = more[0]?.time ?? 0;
  const byTime = new Map(more.map((bar) => [bar.time, bar]));
  return [
    ...bars.filter((bar) => bar.time < first || !byTime.has(bar.time)),
    ...[...byTime.values()].sort((a, b) => a.time - b.time),
  ].sort((a, b) => a.time - b.time);
}

function digitsOf(bars: readonly PriceBar[]): number {
  return Math.min(8, Math.max(2, ...bars.slice(-20).map((bar) => stepDigits(String(bar.close)))));
}

function summarise(bars: readonly PriceBar[], tick: string | undefined): string {
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return "No candles yet.";
  const low = bars.reduce((least, bar) => (Number(bar.low) < Number(least.low) ? bar : least), first);
  const high = bars.reduce((most, bar) => (Number(bar.high) > Number(most.high) ? bar : most), first);
  const shown = (price: string | number): string => formatPrice(String(price), tick);
  return `Started at ${shown(first.open)} on ${formatDateTime(first.time).slice(0, 16)}, now ${shown(last.close)}; low ${shown(low.low)}, high ${shown(high.high)}. Times are in UTC.`;
}

function BarTable({ bars, tick }: { readonly bars: readonly PriceBar[]; readonly tick: string | undefined }) {
  return (
    <Table
      label="Candles"
      minWidth={480}
      head={
        <>
          <Th>Opened, UTC</Th>
          <Th num>Open</Th>
          <Th num>High</Th>
          <Th num>Low</Th>
          <Th num>Close</Th>
        </>
      }
    >
      {bars.toReversed().map((bar) => (
        <tr key={bar.time}>
          <Td className="whitespace-nowrap tabular-nums">{formatDateTime(bar.time).slice(0, 16)}</Td>
          {[bar.open, bar.high, bar.low, bar.close].map((price, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: open, high, low, close by place
            <Td key={at} num>
              {formatPrice(String(price), tick)}
            </Td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
