"use client";

import { useEffect, useState } from "react";
import { ModeStrip } from "@/components/ui/badge";
import { liveSocket } from "./socket.ts";

/** Heartbeats come every 2 s; after this long without one what is on screen may be old. */
const STALE_AFTER_MS = 5_000;

/** Replaces the mode strip by "Reconnecting…" with the time of the last word from the server; children are the strip while all is well. */
export function LiveStatus({ children }: { readonly children: React.ReactNode }) {
  const [lostAt, setLostAt] = useState<string | null>(null);
  useEffect(() => {
    const socket = liveSocket();
    let last = Date.now();
    const heard = (): void => {
      last = Date.now();
      setLostAt(null);
    };
    socket.on("heartbeat", heard);
    socket.on("connect", heard);
    const timer = setInterval(() => {
      if (Date.now() - last > STALE_AFTER_MS) setLostAt(new Date(last).toISOString().slice(11, 19));
    }, 1_000);
    return () => {
      clearInterval(timer);
      socket.off("heartbeat", heard);
      socket.off("connect", heard);
    };
  }, []);
  if (lostAt === null) return children;
  return <ModeStrip mode="RECONNECTING">Last update {lostAt} UTC. What you see may be old.</ModeStrip>;
}
