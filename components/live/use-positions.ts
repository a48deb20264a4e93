"use client";

import { useEffect, useRef } from "react";
import type { PnlUpdate } from "@/lib/features/copies/pnl-board";
import type { PositionView } from "@/lib/features/copies/position";
import { live } from "./live.ts";
import { readPnl, readPosition } from "./read-position.ts";

interface Listeners {
  /** The account and open positions at the last prices, at most four times a second. */
  readonly onPnl?: (update: PnlUpdate) => void;
  /** A position opened, was reduced, closed, or its stop moved. */
  readonly onPosition?: (position: PositionView) => void;
  /** The socket is back: what changed meanwhile was not heard. */
  readonly onRejoined?: () => void;
}

/** Listens to the reader's own account and positions while the component is on the page. */
export function usePositionEvents(listeners: Listeners): void {
  const latest = useRef(listeners);
  latest.current = listeners;
  useEffect(() => {
    const client = live();
    let joined = client.status === "live";
    const stops = [
      client.positions({
        onPnl: (update) => latest.current.onPnl?.(readPnl(update)),
        onPosition: (changed) => latest.current.onPosition?.(readPosition(changed)),
      }),
      client.onStatus((status) => {
        if (status !== "live") return;
        if (joined) latest.current.onRejoined?.();
        joined = true;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
}
