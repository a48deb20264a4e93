import { readFileSync, writeFileSync } from "node:fs";
import { E2E } from "./site.ts";

/** Moves the site's clock, and the bank's with it, on from wherever it stands; both look each second. @returns how far it is ahead of the machine's now */
export function moveClock(ms: number): number {
  const aheadMs = Number(readFileSync(E2E.clockOffsetFile, "utf8")) + ms;
  writeFileSync(E2E.clockOffsetFile, String(aheadMs));
  return aheadMs;
}
