"use client";

import { useEffect, useState } from "react";
import { ModeStrip } from "@/components/ui/badge";
import { live } from "./live.ts";

/** Heartbeats come every 2 s; after this long without one what is on screen may be old. */
const STALE_AFTER_MS = 5_000;

/** Replaces the mode strip by "Reconnecting…" with the time of the last word from the server; children are the strip while all is well. */
export function LiveStatus({ children }: { readonly children: React.ReactNode }) {
  const [lostAt, setLostAt] = useState<string | null>(null);
  useEffect(() => {
    const client = live();
    let last = Date.now();
    const heard = (): void => {
      last = Date.now();
      setLostAt(null);
    };
    const stops = [client.onHeartbeat(heard), client.onStatus((status) => status === "live" && heard())];
    const timer = setInterval(() => {
      const isStale = Date.now() - last > STALE_AFTER_MS;
      if (isStale) setLostAt(new Date(last).toISOString().slice(11, 19));
      // Prices dim by this attribute (globals.css), so that no old number looks alive.
      document.documentElement.toggleAttribute("data-stale", isStale);
    }, 1_000);
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
      document.documentElement.removeAttribute("data-stale");
    };
  }, []);
  if (lostAt === null) return children;
  return <ModeStrip mode="RECONNECTING">Last update {lostAt} UTC. What you see may be old.</ModeStrip>;
}
