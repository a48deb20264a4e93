"use client";

import { useEffect, useRef } from "react";
import type { SignalEventName, SignalMessage } from "@/lib/realtime/protocol";
import { live } from "./live.ts";
import { markSeen } from "./mark-seen.ts";

interface Wish {
  /** One strategy; without it, all that the reader may hear. */
  readonly strategyId?: string;
  /** By strategy, the newest seq that the page was rendered with: what came after it is told first, so nothing falls between. */
  readonly since?: Readonly<Record<string, number>>;
}

/** Hears signal events while the component is on the page: each once, in order, also after an interruption. */
export function useSignalEvents(wish: Wish, onSignal: (message: SignalMessage, name: SignalEventName) => void): void {
  const latest = useRef(onSignal);
  latest.current = onSignal;
  const first = useRef(wish.since);
  const { strategyId } = wish;
  useEffect(
    () =>
      live().signals(
        {
          ...(strategyId === undefined ? {} : { strategyId }),
          ...(first.current === undefined ? {} : { since: first.current }),
        },
        (message, name) => {
          latest.current(message, name);
          markSeen(message);
        },
        // After a very long absence the page is rendered anew: what it shows is older than what is kept to be told.
        () => location.reload(),
      ),
    [strategyId],
  );
}
