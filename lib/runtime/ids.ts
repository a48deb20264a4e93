import { randomBytes } from "node:crypto";
import { ID_PREFIXES, makeId } from "@/lib/kernel/ids";
import type { Clock } from "@/lib/ports/clock";
import type { Ids } from "@/lib/ports/ids";

/** Ids and chance of a running process. */
export function createIds(clock: Clock): Ids {
  return {
    make: (noun) => makeId(ID_PREFIXES[noun], clock.now(), randomBytes(16)),
    random: (bytes) => randomBytes(bytes),
  };
}
