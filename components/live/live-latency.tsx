"use client";

import { useEffect, useState } from "react";
import { live } from "./live.ts";

/** How long the server takes to answer on the socket, in the status strip. It changes by itself, so it is not announced. */
export function LiveLatency() {
  const [ms, setMs] = useState<number | null>(null);
  useEffect(() => live().onLatency((measured) => setMs(Math.max(1, Math.round(measured)))), []);
  if (ms === null) return null;
  return (
    <span className="ml-auto whitespace-nowrap tabular-nums" aria-live="off" title="Time from a question to its answer">
      Connected · {ms} ms
    </span>
  );
}
