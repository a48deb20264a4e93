import type { DayResult } from "./day-heatmap.tsx";

export interface CalendarCell {
  readonly day: string;
  /** Column, from 0. */
  readonly week: number;
  /** Row: 0 is Monday. */
  readonly weekday: number;
  readonly result: DayResult | null;
  readonly sign: -1 | 0 | 1;
  /** `heat-nil`, or the wash of its sign: four depths by quarters of the largest day shown. */
  readonly look: string;
}

export interface Calendar {
  readonly weeks: number;
  readonly cells: readonly CalendarCell[];
  /** Names of months, at the week that holds their first day. */
  readonly labels: readonly { readonly week: number; readonly text: string }[];
}

export const CALENDAR_WEEKS = 53;
const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** The Monday on which a calendar that ends with `to` begins. Days are UTC. */
export function calendarStart(to: string): string {
  return dayAt(Date.parse(to) - (weekdayOf(to) + (CALENDAR_WEEKS - 1) * 7) * DAY_MS);
}

/** 53 weeks up to the day `to`, Monday first. */
export function calendarOf(days: readonly DayResult[], to: string): Calendar {
  const byDay = new Map(days.map((result) => [result.day, result]));
  const largest = Math.max(0, ...days.map(({ pnl }) => Math.abs(Number(pnl))));
  const start = Date.parse(calendarStart(to));
  const count = Math.round((Date.parse(to) - start) / DAY_MS) + 1;
  const cells = Array.from({ length: count }, (_, at): CalendarCell => {
    const day = dayAt(start + at * DAY_MS);
    const result = byDay.get(day) ?? null;
    const value = Number(result?.pnl ?? 0);
    const sign = value > 0 ? 1 : value < 0 ? -1 : 0;
    const depth = Math.min(4, Math.floor((Math.abs(value) / largest) * 4) + 1);
    return {
      day,
      week: Math.floor(at / 7),
      weekday: at % 7,
      result,
      sign,
      look: sign === 0 ? "heat-nil" : `heat-${sign > 0 ? "g" : "l"}${depth}`,
    };
  });
  const labels = cells
    .filter(({ day, week }) => day.endsWith("-01") && week < CALENDAR_WEEKS - 1)
    .map(({ day, week }) => ({ week, text: MONTHS[Number(day.slice(5, 7)) - 1] ?? "" }));
  return { weeks: CALENDAR_WEEKS, cells, labels };
}

function dayAt(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}
