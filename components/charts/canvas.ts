"use client";

import type { ChartOptions, DeepPartial, IChartApi } from "lightweight-charts";
import { type RefObject, useEffect, useRef } from "react";

export type Library = typeof import("lightweight-charts");

/** The tokens a canvas draws with, read from the page: canvas knows no CSS variables. */
export interface ChartColors {
  readonly line: string;
  readonly line2: string;
  readonly grid: string;
  readonly axis: string;
  readonly crosshair: string;
  readonly area: string;
  readonly surface: string;
  readonly surface3: string;
  readonly ink: string;
  readonly lineEdge: string;
  readonly paper: string;
  readonly profit: string;
  readonly loss: string;
  readonly candleUp: string;
  readonly candleDown: string;
}

const TOKENS: Readonly<Record<keyof ChartColors, string>> = {
  line: "--chart-line",
  line2: "--chart-line-2",
  grid: "--chart-grid",
  axis: "--chart-axis",
  crosshair: "--chart-crosshair",
  area: "--chart-area",
  surface: "--surface",
  surface3: "--surface-3",
  ink: "--ink",
  lineEdge: "--line-2",
  paper: "--paper",
  profit: "--profit",
  loss: "--loss",
  candleUp: "--candle-up",
  candleDown: "--candle-down",
};

function readColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const entries = Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]);
  return Object.fromEntries(entries) as ChartColors;
}

function codeFont(element: Element): string {
  return getComputedStyle(element).getPropertyValue("--font-code").trim() || "monospace";
}

/** The frame all our canvas charts share: grid horizontal only, axis right without border, mono 11. */
function chartOptions(library: Library, colors: ChartColors, element: Element): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { type: library.ColorType.Solid, color: "transparent" },
      textColor: colors.axis,
      fontSize: 11,
      fontFamily: codeFont(element),
      attributionLogo: false, // its link inside a hidden drawing is an axe fault; the credit stands under the figure
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colors.grid } },
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
    // a thousand points fit a phone: the library would cut the oldest off at half a pixel each
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, minBarSpacing: 0.02 },
    crosshair: {
      vertLine: { color: colors.crosshair, labelBackgroundColor: colors.surface3 },
      horzLine: { color: colors.crosshair, labelBackgroundColor: colors.surface3 },
    },
    handleScroll: { vertTouchDrag: false },
    localization: { locale: "en-GB" },
  };
}

const DAY_SEC = 86_400;
const HOURS_UP_TO_DAYS = 14;
/** Half of the widest label of the time axis, in px: the first and the last one are not cut in two. */
const LABEL_HALF = 18;
/** About as wide as the prices beside the drawing, in px. */
const PRICE_AXIS = 70;

/** Shows all of the data, whose `times` are in milliseconds: the axis names the hours of a stretch of days, not of months. */
export function fitTime(chart: IChartApi, times: readonly number[]): void {
  const seconds = [...new Set(times.map((time) => Math.floor(time / 1_000)))].sort((a, b) => a - b);
  const stretch = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  const scale = chart.timeScale();
  scale.applyOptions({ timeVisible: stretch < HOURS_UP_TO_DAYS * DAY_SEC });
  const drawing = chart.chartElement().clientWidth - PRICE_AXIS;
  if (seconds.length < 3 || drawing < 6 * LABEL_HALF) return scale.fitContent();
  const last = seconds.length - 1;
  const margin = (last * LABEL_HALF) / (drawing - 2 * LABEL_HALF);
  scale.setVisibleLogicalRange({ from: -margin, to: last + margin });
}

/** Fetches what a chart is drawn with, for whoever knows that one comes: while a backtest is started, say. */
export async function fetchCharts(): Promise<void> {
  const font = document.fonts.load(`11px ${codeFont(document.documentElement)}`);
  await Promise.allSettled([import("lightweight-charts"), font]);
}

export type Draw = (library: Library, chart: IChartApi, colors: ChartColors) => void;

/**
 * Draws once the figure is in view and the library is there (55 kB, so nobody loads it for a chart he never sees), again after a
 * change of theme or of the profit pair. `draw` is called with a fresh chart; live changes go through what it keeps.
 */
export function useCanvasChart(draw: Draw): RefObject<HTMLDivElement | null> {
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(draw);
  latest.current = draw;

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    let chart: IChartApi | null = null;
    let gone = false;

    const paint = async (): Promise<void> => {
      const library = await import("lightweight-charts");
      if (gone) return;
      const colors = readColors(element);
      // a canvas draws with what is loaded now: the axis font comes only when something asks for it
      await document.fonts.load(`11px ${codeFont(element)}`).catch(() => []);
      if (gone) return;
      chart?.remove();
      chart = library.createChart(element, chartOptions(library, colors, element));
      latest.current(library, chart, colors);
    };

    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        void paint();
      },
      { rootMargin: "200px" },
    );
    seen.observe(element);

    const repaint = (): void => {
      if (chart !== null) void paint();
    };
    const attributes = new MutationObserver(repaint);
    attributes.observe(document.documentElement, { attributeFilter: ["data-theme", "data-pnl"] });
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", repaint);

    return () => {
      gone = true;
      seen.disconnect();
      attributes.disconnect();
      system.removeEventListener("change", repaint);
      chart?.remove();
    };
  }, []);

  return container;
}
