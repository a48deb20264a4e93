import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { INDICATORS, indicatorRow } from "./directory.ts";

it("is what docs/indicators.md lists, row by row", () => {
  const rows = readFileSync("docs/indicators.md", "utf8")
    .split("\n")
    .filter((row) => row.startsWith("| `ta."));
  expect(rows).toEqual(INDICATORS.map(indicatorRow));
});
