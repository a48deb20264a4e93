"use client";

import { useSyncExternalStore } from "react";
import { formatDate, formatDateTime, formatRelative } from "./format.ts";

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
  /** "auto": relative within a day, the date beyond. */
  readonly as?: "auto" | "date" | "datetime" | undefined;
  readonly className?: string | undefined;
}

/** An instant: the exact UTC time is always in `dateTime` and, with the reader's own zone, in the title. */
export function When({ at, as = "auto", className }: WhenProps) {
  const beat = useSyncExternalStore(
    subscribe,
    () => minute,
    () => -1,
  );
  const exact = formatDateTime(at, { zone: true });
  const text = as === "date" ? formatDate(at) : as === "datetime" ? exact.slice(0, -4) : formatRelative(at, Date.now());
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={beat < 0 ? exact : `${exact} · ${local(at)}`}
      className={className}
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}

function local(at: string | number): string {
  return `${new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at))} your time`;
}
