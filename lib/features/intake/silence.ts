import { MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import { SILENT_AFTER } from "./address.ts";
import type { AddressState } from "./queries.ts";

/** How long an address has heard nothing though messages were due, in ms; null while all is well or nothing is expected. */
export function silentFor(
  address: Pick<AddressState, "isRevoked" | "expectEveryMin" | "lastDeliveryAt" | "issuedAt">,
  now: UtcMs,
): number | null {
  if (address.isRevoked || address.expectEveryMin === null) return null;
  const quiet = now - utcMs(Date.parse(address.lastDeliveryAt ?? address.issuedAt));
  return quiet >= address.expectEveryMin * SILENT_AFTER * MINUTE_MS ? quiet : null;
}

/** Minutes as people say them: `45 min`, `3 h`, `2 h 30 min`, `2 d`. */
export function spanText(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const parts = [
    days > 0 ? `${days} d` : "",
    hours > 0 ? `${hours} h` : "",
    rest > 0 && days === 0 ? `${rest} min` : "",
  ];
  return parts.filter((part) => part !== "").join(" ") || "0 min";
}
