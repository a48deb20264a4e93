import { expect, it } from "vitest";
import { sizingHelp, sizingWords } from "./sizing-words.ts";

it("names the coin that an amount counts in, and says so where it is each pair's own", () => {
  const amount = { type: "quote", value: "50" } as const;
  expect(sizingWords(amount, "USDC")).toBe("50 USDC each");
  expect(sizingWords(amount, null)).toBe("50 of the quote coin each");
  expect(sizingHelp("your equity", "copy", "USDC").quote).toMatchObject({
    unit: "USDC",
    hint: "Each copy is worth this much at its entry.",
  });
  expect(sizingHelp("your equity", "copy", null).quote).toMatchObject({
    unit: "quote",
    hint: "Each copy is worth this much at its entry, in the coin that its pair is priced in.",
  });
});
