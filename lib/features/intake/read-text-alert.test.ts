import { describe, expect, it } from "vitest";
import { BODY_MAX, readBody } from "./read-body.ts";

const fieldsOf = (text: string): unknown => {
  const read = readBody("text/plain", text);
  return read.ok ? read.value.fields : read.detail;
};

describe("a text without marks between its parts", () => {
  it.each([
    ["ticker=BTCUSDT action=buy", { ticker: "BTCUSDT", action: "buy" }],
    ["ticker = BTCUSDT   action  =buy", { ticker: "BTCUSDT", action: "buy" }],
    ["ticker:  BTCUSDT action : buy", { ticker: "BTCUSDT", action: "buy" }],
    ["buy BTCUSDT sl=64000", { action: "buy", ticker: "BTCUSDT", sl: "64000" }],
  ])("is parted at its blanks, but not beside a = or a colon: %s", (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  // A pattern that looked to both sides of a run of blanks took four minutes for this, and the whole site with it.
  it.each([
    ["blanks after a colon", `a:${" ".repeat(BODY_MAX - 3)}b`],
    ["blanks after an equals sign", `a=${" ".repeat(BODY_MAX - 3)}b`],
    ["equals signs", "= ".repeat(BODY_MAX / 2)],
    ["a price with blanks in it", `buy BTCUSDT sl=6${"\u2003".repeat(2_000)}4`],
  ])("is read at once, though it is full of %s", (_what, text) => {
    const startedAt = performance.now();
    fieldsOf(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
