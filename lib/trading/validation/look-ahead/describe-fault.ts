import { toIso, utcMs } from "@/lib/kernel/time";
import type { LookAheadFault } from "./check-look-ahead.ts";

const CHANGES: Readonly<Record<LookAheadFault["cause"], string>> = {
  missing: "when the bars after it are not there",
  mirrored: "when later bars fall where they rose",
  shifted: "when other bars follow",
  repeated: "in a second run over the same bars",
  barByBar: "when asked one bar at a time, as live",
};

const MEANING: Readonly<Record<LookAheadFault["cause"], string>> = {
  missing: "It looks ahead.",
  mirrored: "It looks ahead.",
  shifted: "It looks ahead.",
  repeated: "It keeps something between runs.",
  barByBar: "It would trade differently live.",
};

/** The fault as a sentence for whoever wrote the strategy. */
export function describeFault({
  kind,
  name,
  bar,
  time,
  first,
  second,
  cause,
  cut,
}: Omit<LookAheadFault, "text">): string {
  if (kind === "throws")
    return `The strategy fails ${cause === "repeated" ? "in a second run" : `with ${cut} bars of history and another future`}: ${second}.`;
  const what = { line: `the line ${name}`, decision: "the decision", trade: "the trade closed", equity: "the equity" }[
    kind
  ];
  return `At bar ${bar} (${toIso(utcMs(time))}) ${what} is ${first}, but ${second} ${CHANGES[cause]}. ${MEANING[cause]}`;
}
