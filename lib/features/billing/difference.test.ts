import { expect, it } from "vitest";
import { type Difference, seenTwice } from "./difference.ts";

const gap = (objectId: string, ours: number, theirs: number): Difference => ({
  kind: "BALANCE",
  objectId,
  currency: "USD",
  what: "balance",
  ours,
  theirs,
});

it("keeps the gaps that stay while both sides move on, and no gap that came, went or changed", () => {
  const first = [gap("stays", 100, 90), gap("closes", 100, 90), gap("grows", 100, 90)];
  const second = [gap("stays", 150, 140), gap("grows", 100, 80), gap("opens", 1, 0)];
  expect(seenTwice(first, second)).toEqual([gap("stays", 150, 140)]);
});
