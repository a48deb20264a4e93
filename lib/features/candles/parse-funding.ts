import { cutText } from "@/lib/kernel/cut-text";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { fundingFault } from "./funding.ts";
import { numberOf } from "./loose-row.ts";
import { RowFaults } from "./row-faults.ts";

const HEADER = "timestamp,funding_rate";

/**
 * Reads `timestamp,funding_rate`: milliseconds UTC, and the fraction of the notional that was paid then. All or nothing: each bad row is named
 * by line and cause.
 */
export function parseFunding(text: string): Result<FundingColumns, "bad_file" | "bad_rows"> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = (lines[0] ?? "").trim();
  if (text.trim() === "") return refuse("bad_file", "it is empty");
  if (header !== HEADER)
    return refuse("bad_file", `line 1: the header must be "${HEADER}", not "${cutText(header, 80)}"`);
  const time: number[] = [];
  const rate: number[] = [];
  const faults = new RowFaults();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const cells = line.split(",");
    const [at, paid] = cells.map(numberOf);
    time.push(at ?? Number.NaN);
    rate.push(paid ?? Number.NaN);
    const fault =
      cells.length === 2 ? fundingFault({ time, rate }, time.length - 1) : `has ${cells.length} values, not 2`;
    if (fault === null) continue;
    faults.note(`line ${index + 1}`, fault);
    time.pop(); // the next row is compared with the last sound one
    rate.pop();
  }
  if (faults.count > 0) return refuse("bad_rows", faults.text());
  if (time.length === 0) return refuse("bad_file", "there are no funding rates in it");
  return done({ time: Float64Array.from(time), rate: Float64Array.from(rate) });
}
