"use client";

import { useEffect, useState } from "react";
import { ModeStrip } from "@/components/ui/badge";
import { formatTime, formatZone } from "@/components/ui/format";
import { useReaderZone } from "@/components/ui/reader-zone";
import { live } from "./live.ts";

/** Heartbeats come every 2 s; after this long without one what is on screen may be old. */
const STALE_AFTER_MS = 5_000;

/** Replaces the mode strip by "Reconnecting…" with the time of the last word from the server; children are the strip while all is well. */
export function LiveStatus({ children }: { readonly children: React.ReactNode }) {
  const zone = useReaderZone();
  const [lostAt, setLostAt] = useState<number | null>(null);
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
      if (isStale) setLostAt(last);
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
  return (
    <ModeStrip mode="RECONNECTING">
      Last update {formatTime(lostAt, zone)} {formatZone(zone)}. What you see may be old.
    </ModeStrip>
  );
}
