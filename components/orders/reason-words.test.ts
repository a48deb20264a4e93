import { expect, it } from "vitest";
import { reasonWords } from "./reason-words.ts";

it("puts a word of the log in a sentence, and leaves a sentence as it is", () => {
  expect(reasonWords("compared")).toBe("So it stood at the exchange when we asked.");
  expect(reasonWords("The signal has left the market.")).toBe("The signal has left the market.");
});
