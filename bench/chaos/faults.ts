import type { FaultKind, FaultRule } from "@/lib/integrations/local/venue/faults/fault";
import type { Op } from "@/lib/integrations/local/venue/protocol";
import type { Random } from "@/lib/kernel/random";
import type { Mishap, Stage } from "./mishaps.ts";

/** Broken ways to the venue: any request can meet them. */
const OF_THE_WAY: readonly FaultKind[] = [
  "hangBefore",
  "hangAfter",
  "resetBefore",
  "resetAfter",
  "unknownBefore",
  "unknownAfter",
  "truncated",
  "badGatewayBefore",
  "badGatewayAfter",
];
/** Done by the runner's hands or by the market, not armed for a call. */
const BY_HAND: readonly FaultKind[] = ["staleTicker", "handCancel", "handTrade", "handWithdraw", "handLeverage"];
/** A run sends at least four orders: two entries and what ends them. */
const SKIPPED_MAX = 3;

/** The rules that a mishap arms at a run's account. Each strikes a request that the run certainly makes. */
export function armedFor(mishap: Mishap, stage: Stage, random: Random): readonly FaultRule[] {
  if (mishap.type === "crash" || BY_HAND.includes(mishap.kind)) return [];
  const { kind } = mishap;
  const place = { kind, op: "place" as const, skip: random.below(SKIPPED_MAX) };
  if (OF_THE_WAY.includes(kind)) {
    const op = opOf(stage, random);
    // Of other requests a run makes fewer than of orders, perhaps one.
    return [op === "place" ? place : { kind, op, skip: 0 }];
  }
  switch (kind) {
    case "lateArrival":
      // Inside the receive window, or past it.
      return [{ ...place, ms: random.below(2) === 0 ? 3_000 : 7_000 }];
    case "limited":
      return [{ ...place, ms: 2_000 }];
    case "banned":
      return [{ ...place, ms: 10_000 }];
    case "clockSkew":
      return [{ ...place, ms: 40_000 }];
    case "partial":
      return [{ ...place, skip: 0, fraction: 0.4 }];
    case "hidden":
      // The answer is lost as well: else nobody would look.
      return [
        { ...place, looks: 2 },
        { ...place, kind: "hangAfter" },
      ];
    case "socketDrop":
    case "socketDouble":
    case "socketReorder":
    case "socketSilent":
      return [{ kind, op: "stream", times: 2 }];
    default:
      return [place];
  }
}

/** Mostly what sends; else what reads, sets the leverage of a swap before an entry, or cancels where a run cancels. */
function opOf(stage: Stage, random: Random): Op {
  // Only signed requests say whose they are.
  const ops: readonly Op[] = ["place", "place", "place", "place", "fills"];
  const chosen = ops[random.below(ops.length)] ?? "place";
  const other = stage.market === "swap" ? "leverage" : stage.restingStop ? "cancel" : null;
  return other !== null && random.below(6) === 0 ? other : chosen;
}
