import { expect, it } from "vitest";
import { legWords } from "./leg-words.ts";

it.each([
  ["entry", "Entry"],
  ["target:2", "Target 2"],
  ["target", "Target"],
  ["stop:3", "Stop"],
  ["stop-exit:1", "Stop, left at the market"],
  ["reduce:7", "Reduced by the provider"],
  ["liquidation:41", "Liquidated by the exchange"],
  ["trailing", "Trailing"],
  ["close+2", "Close"],
  ["target:1+1", "Target 1"],
])("names what an order was for by %s as %s", (leg, words) => {
  expect(legWords(leg)).toBe(words);
});
