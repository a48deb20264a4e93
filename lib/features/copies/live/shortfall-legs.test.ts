import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { itemiseShortfall } from "@/lib/trading/stats/shortfall";
import { type AskedStep, type CopyFill, shortfallLegs } from "./shortfall-legs.ts";

function step(type: string, leg: string | null, decided: number, more: Partial<AskedStep> = {}): AskedStep {
  return { type, leg, decided: dec(decided), sent: null, wanted: null, part: null, ...more };
}

function fill(leg: string, price: number, qty: string): CopyFill {
  return { leg, entry: leg === "entry", price: dec(price), qty: dec(qty), fee: dec(0) };
}

const ENTRY = step("OPEN", "entry", 100, { wanted: dec(2) });

it("wishes the part of a target and the rest of a close, whole, whatever was done", () => {
  const legs = shortfallLegs(
    "LONG",
    [ENTRY, step("REDUCE", "target:1", 110, { part: dec("0.25") }), step("CLOSE", "close", 120)],
    [
      fill("entry", 100, "1.9"),
      fill("target:1", 110, "0.4"),
      fill("target:1+1", 110, "0.05"),
      fill("close", 120, "1.45"),
    ],
  );
  expect(legs.map(({ side, wanted, fills }) => [side, plain(wanted), fills.length])).toEqual([
    ["BUY", "2", 1],
    ["SELL", "0.5", 2],
    ["SELL", "1.5", 1],
  ]);
  // Wish: 0.5 × 10 + 1.5 × 20 = 35. Copy: 0.45 × 10 + 1.45 × 20 = 33.5. All of it was not done: 0.05 × 10 + 0.05 × 20.
  const { gap, rounding } = itemiseShortfall(legs, dec(0));
  expect([plain(gap), plain(rounding)]).toEqual(["1.5", "1.5"]);
});

it("gives what the stop at the exchange sold to the close that the chain then asked for", () => {
  const legs = shortfallLegs(
    "LONG",
    [ENTRY, step("CLOSE", null, 90)],
    [fill("entry", 100, "2"), fill("stop:1", 89, "2")],
  );
  const { gap, impact, rounding } = itemiseShortfall(legs, dec(50));
  expect([plain(gap), plain(impact), plain(rounding)]).toEqual(["2", "2", "0"]);
});

it("measures what nobody decided from its own price", () => {
  const legs = shortfallLegs("SHORT", [ENTRY], [fill("entry", 100, "2"), fill("manual:1", 95, "2")]);
  expect(legs.map(({ side }) => side)).toEqual(["SELL", "BUY"]);
  // The wish is still held at 95: both made 10.
  expect(plain(itemiseShortfall(legs, dec(95)).gap)).toBe("0");
});
