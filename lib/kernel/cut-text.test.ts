import { expect, it } from "vitest";
import { cutText } from "./cut-text.ts";

it.each([
  ["abc", 2, "ab"],
  ["abc", 3, "abc"],
  ["", 0, ""],
  ["a\u{1f600}b", 1, "a"],
  ["a\u{1f600}b", 2, "a"],
  ["a\u{1f600}b", 3, "a\u{1f600}"],
  ["\u{1f600}\u{1f600}", 3, "\u{1f600}"],
])("cuts %j at %i to %j, never through a sign", (text, max, cut) => {
  expect(cutText(text, max)).toBe(cut);
});
