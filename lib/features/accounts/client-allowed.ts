import { addressesIn } from "./networks.ts";

/** Whether `ip` is one of these addresses or in one of these networks. An empty list allows any. */
export function clientAllowed(ip: string, entries: readonly string[]): boolean {
  return entries.length === 0 || addressesIn(entries)(ip);
}
