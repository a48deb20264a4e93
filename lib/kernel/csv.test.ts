import { expect, it } from "vitest";
import { csvCell, csvWords } from "./csv.ts";

it("quotes what would end a cell, and nothing else", () => {
  expect(['a "b"', "a,b", "a\nb", "-1.5", "plain"].map(csvCell)).toEqual([
    '"a ""b"""',
    '"a,b"',
    '"a\nb"',
    "-1.5",
    "plain",
  ]);
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠A1"])(
  "keeps %j text in a spreadsheet",
  (words) => {
    expect(csvWords(words)).toBe(`'${words}`);
  },
);

it("leaves other words as they are", () => {
  expect(["a=1", "1-2", "Ünder", ""].map(csvWords)).toEqual(["a=1", "1-2", "Ünder", ""]);
});
