"use client";

import { memo, type ReactNode, useEffect, useState } from "react";
import { LiveList } from "@/components/live/live-list";
import { useSignalEvents } from "@/components/live/use-signals";
import { readSignal } from "./read-signal.ts";
import { type SignalItem, SignalRow } from "./signal-row.tsx";

/** A new signal draws one row, not every row of the page again. */
const FeedRow = memo(SignalRow);

const SEEN_KEY = "heliograph.signals.seenAt";

export interface FeedFilter {
  readonly state?: string | undefined;
  readonly strategyId?: string | undefined;
  readonly symbol?: string | undefined;
}

/** The live feed: starts from the server's rows and applies events; after an absence the missed ones come first. */
export function SignalFeed({
  rows,
  since,
  names,
  filter,
  takesNew,
  empty,
}: {
  /** Newest first. */
  readonly rows: readonly SignalItem[];
  /** By strategy, the newest seq that `rows` was read with. */
  readonly since: Readonly<Record<string, number>>;
  readonly names: Readonly<Record<string, string>>;
  readonly filter: FeedFilter;
  /** An older page only brings its own rows up to date. */
  readonly takesNew: boolean;
  /** Shown while there is no signal. */
  readonly empty: ReactNode;
}) {
  const [signals, setSignals] = useState(rows);
  const [seenAt, setSeenAt] = useState<string | null>(null);

  useSignalEvents({ since }, (message) => {
    const signal = readSignal(message);
    setSignals((before) => merged(before, signal, takesNew && fits(signal, filter)));
  });
  useEffect(() => {
    try {
      setSeenAt(localStorage.getItem(SEEN_KEY) ?? new Date().toISOString());
      const remember = (): void => localStorage.setItem(SEEN_KEY, new Date().toISOString());
      addEventListener("pagehide", remember);
      return () => {
        removeEventListener("pagehide", remember);
        remember();
      };
    } catch {
      return undefined; // a browser that keeps nothing marks nothing
    }
  }, []);

  if (signals.length === 0) return empty;
  return (
    <LiveList rows={signals} keyOf={({ id }) => id} noun={["signal", "signals"]}>
      {(signal) => (
        <FeedRow
          key={signal.id}
          signal={signal}
          strategyName={names[signal.strategyId] ?? "A strategy you follow"}
          unread={seenAt !== null && signal.receivedAt > seenAt}
        />
      )}
    </LiveList>
  );
}

/** Adds or replaces a signal; a later event wins, whatever came last. */
function merged(before: readonly SignalItem[], signal: SignalItem, wanted: boolean): readonly SignalItem[] {
  const present = before.find(({ id }) => id === signal.id);
  if (present !== undefined) {
    if (present.lastSeq >= signal.lastSeq) return before;
    return before.map((one) => (one.id === signal.id ? signal : one));
  }
  if (!wanted) return before;
  return [signal, ...before].sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0));
}

function fits(signal: SignalItem, { state, strategyId, symbol }: FeedFilter): boolean {
  return (
    (state === undefined || signal.state === state) &&
    (strategyId === undefined || signal.strategyId === strategyId) &&
    (symbol === undefined || signal.symbol === symbol)
  );
}
