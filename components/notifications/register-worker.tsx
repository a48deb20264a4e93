"use client";

import { useEffect } from "react";

/** Registers the service worker (offline page, push) once the page is at rest. Push itself is asked for only on a press. */
export function RegisterWorker() {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const timer = setTimeout(() => {
      // Private windows and blocked storage refuse it: the site works without.
      navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    }, 3_000);
    return () => clearTimeout(timer);
  }, []);
  return null;
}
