"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { live } from "@/components/live/live";

/** News come in bursts; the page is asked for anew at most this often. */
const PAUSE_MS = 3_000;

/** Brings the unread count and what the server draws up to date after a notification. */
export function RefreshOnNews() {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const refresh = (): void => {
      timer = undefined;
      last = Date.now();
      router.refresh();
    };
    const stop = live().onNotification(() => {
      timer ??= setTimeout(refresh, Math.max(0, last + PAUSE_MS - Date.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [router]);
  return null;
}
