"use client";

import { useSyncExternalStore } from "react";
import { formatDate, formatDateTime, formatRelative } from "./format.ts";
import { useReaderZone } from "./reader-zone.tsx";

/** One timer a page for all relative times: they are told again each minute, and once after the page has its script. */
let minute = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    minute += 1;
    for (const tell of listeners) tell();
  }, 60_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export interface WhenProps {
  /** ISO text or milliseconds. */
  readonly at: string | number;
  /** "auto": relative within a day, the date beyond. "exact": with its zone, where no column or caption names it. */
  readonly as?: "auto" | "date" | "datetime" | "exact" | undefined;
  /** What the UTC calendar rules: candles, books, the chain. It is shown in UTC to everyone, beside a word that says so. */
  readonly utc?: boolean | undefined;
  readonly className?: string | undefined;
}

/** An instant in the zone of the reader's profile; `dateTime` and the title tell it exactly, in UTC too. */
export function When({ at, as = "auto", utc = false, className }: WhenProps) {
  const readers = useReaderZone();
  const zone = utc ? "UTC" : readers;
  const beat = useSyncExternalStore(
    subscribe,
    () => minute,
    () => -1,
  );
  const inUtc = formatDateTime(at, { named: true });
  // A guest's zone, and that of a profile left at UTC, is known to the browser alone: it is told once there is script.
  const own = readers !== "UTC" ? formatDateTime(at, { zone: readers, named: true }) : beat < 0 ? null : local(at);
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={own === null ? inUtc : readers === "UTC" || utc ? `${inUtc} · ${own}` : `${own} · ${inUtc}`}
      className={className}
      suppressHydrationWarning
    >
      {textOf(at, as, zone)}
    </time>
  );
}

function textOf(at: string | number, as: WhenProps["as"], zone: string): string {
  switch (as) {
    case "date":
      return formatDate(at, zone);
    case "datetime":
      return formatDateTime(at, { zone });
    case "exact":
      return formatDateTime(at, { zone, named: true });
    default:
      return formatRelative(at, Date.now(), zone);
  }
}

function local(at: string | number): string {
  return `${new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at))} your time`;
}
