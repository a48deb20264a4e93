import { expect, it } from "vitest";
import { textPdf } from "./pdf.ts";

it("writes a document whose table of contents finds every object", () => {
  const file = textPdf(["Invoice (1)", "5 € \\ five"]).toString("latin1");
  expect(file.startsWith("%PDF-1.4\n")).toBe(true);
  expect(file).toContain("(Invoice \\(1\\)) Tj T*\n(5 ? \\\\ five) Tj T*");
  const table = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  const offsets = [...file.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
  expect(offsets.map((at) => file.slice(at, at + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`));
  const stream = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(file);
  expect(stream?.[2]).toHaveLength(Number(stream?.[1]));
});
