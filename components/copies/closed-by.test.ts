import { expect, it } from "vitest";
import { closedBy } from "./closed-by.ts";

it.each([
  ["manual", "You"],
  ["manual:2", "You"],
  ["target:1", "Target 1"],
  ["stop:3", "Stop"],
  ["stop", "Stop"],
  ["stop-exit:1", "Stop"],
  ["stopAll", "Stop all trading"],
  ["kill:1795290494431", "A stop of trading"],
  ["provider", "Provider"],
  ["not_held", "Not at the exchange any more, result unknown"],
  ["liquidation", "Liquidation"],
  ["adl", "The exchange, by auto-deleveraging"],
  ["close+2", "Provider"],
  ["target:1+1", "Target 1"],
  ["dust", "Too small to be sold"],
])("names what closed a trade by %s as %s", (reason, words) => {
  expect(closedBy(reason)).toBe(words);
});
