import { dec, plain } from "@/lib/kernel/decimal";
import type { Judged } from "./judged.ts";
import { sum } from "./sum.ts";

const SILENT_ENDS: readonly string[] = ["REJECTED", "EXPIRED", "BLOCKED"];

/** Each planned trade was meant once, left with the leverage that was planned, executed at most once, and has an outcome that says why where it came to nothing. */
export function judgeTrades({ planned, ours, theirs }: Judged): readonly string[] {
  const broken: string[] = [];
  for (const { signalId, qty } of planned) {
    const of = ours.intents.filter(({ origin }) => origin === `signal:${signalId}`);
    const entries = of.filter(({ purpose }) => purpose === "ENTRY");
    const [entry] = entries;
    if (entries.length > 1) broken.push(`doubled: ${entries.length} intents of ${signalId}`);
    if (entry === undefined) {
      broken.push(`lost: the plan of ${signalId} is nowhere`);
      continue;
    }
    const ids = new Set(entries.flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId)));
    const there = theirs.orders.filter(({ clientId }) => clientId !== null && ids.has(clientId));
    const executed = sum(there.map(({ filled }) => filled));
    if (executed.gt(dec(qty))) broken.push(`doubled: ${signalId} executed ${plain(executed)} of ${qty} meant`);
    for (const { leverage } of there.filter((order) => order.leverage !== Number(entry.leverage)))
      broken.push(`${signalId} left at ${leverage}x and was planned with ${entry.leverage}x`);
    const silent = SILENT_ENDS.includes(entry.state) && (entry.reason ?? "") === "";
    if (silent) broken.push(`lost: ${signalId} is ${entry.state} without a reason`);
    if (SILENT_ENDS.includes(entry.state) && executed.gt(0))
      broken.push(`lost: ${signalId} is ${entry.state} and executed ${plain(executed)} at the venue`);
    const left = sum(
      of
        .filter(({ purpose }) => purpose !== "ENTRY")
        .flatMap(({ orders }) => orders.flatMap(({ fills }) => fills.map((fill) => fill.qty))),
    );
    if (left.gt(executed)) broken.push(`doubled: ${signalId} left ${plain(left)} of ${plain(executed)}`);
  }
  return broken;
}
