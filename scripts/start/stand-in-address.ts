import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "@/lib/runtime/env";

/** How a stand-in is found again: its port is kept in DATA_DIR under `portFile`; `alive` is a path that answers 200 while it is served. */
export interface StandInPlace {
  readonly portFile: string;
  readonly alive: string;
}

export const VENUE: StandInPlace = { portFile: "venue.port", alive: "/" };

/** The address of a stand-in that another process serves now; null: none does. */
export async function runningStandIn(
  settings: Pick<Settings, "DATA_DIR">,
  { portFile, alive }: StandInPlace,
): Promise<string | null> {
  const file = join(settings.DATA_DIR, portFile);
  const other = existsSync(file) ? `http://127.0.0.1:${readFileSync(file, "utf8")}` : null;
  return other !== null && (await answers(other + alive)) ? other : null;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
