import type { SignalMessage } from "@/lib/realtime/protocol";
import { live } from "./live.ts";

const unseen: Pick<SignalMessage, "strategyId" | "seq">[] = [];
let isWatching = false;

/** Acknowledges a signal as seen: now where the page is in view, else once somebody looks at it again. */
export function markSeen({ strategyId, seq }: Pick<SignalMessage, "strategyId" | "seq">): void {
  unseen.push({ strategyId, seq });
  if (document.visibilityState === "visible") tell();
  if (isWatching) return;
  isWatching = true;
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tell());
}

function tell(): void {
  for (const one of unseen.splice(0)) live().seen(one);
}
