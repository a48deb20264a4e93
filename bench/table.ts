import { loadavg } from "node:os";

/** A Markdown table on stdout, its columns padded by nobody: it is pasted into docs/performance.md, and read as it is. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  console.log(`\n| ${head.join(" | ")} |\n|${head.map(() => " --- ").join("|")}|`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

/** The upper one of two in the middle; what is not there is left out. */
export function median(values: readonly (number | undefined)[]): number {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** What else the machine did, without which no figure can be read. */
export function tellLoad(): void {
  console.log(
    `\nLoad at the end, over 1, 5 and 15 minutes: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}.`,
  );
}
