"use client";

import { useEffect, useRef } from "react";
import type { PnlUpdate } from "@/lib/features/copies/pnl-board";
import type { PositionView } from "@/lib/features/copies/position";
import { enterRoom, liveSocket } from "./socket.ts";

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
    const socket = liveSocket();
    let joined = socket.connected;
    const pnl = (update: object): void => latest.current.onPnl?.(update as PnlUpdate);
    const position = (changed: object): void => latest.current.onPosition?.(changed as PositionView);
    const connect = (): void => {
      if (joined) latest.current.onRejoined?.();
      joined = true;
    };
    socket.on("pnl_update", pnl);
    socket.on("position_update", position);
    socket.on("connect", connect);
    const leave = enterRoom(
      "positions",
      (live) => live.emit("subscribe_positions", {}, () => undefined),
      (live) => live.emit("unsubscribe_positions", {}, () => undefined),
    );
    return () => {
      leave();
      socket.off("pnl_update", pnl);
      socket.off("position_update", position);
      socket.off("connect", connect);
    };
  }, []);
}
