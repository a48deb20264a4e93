import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

it("sorts members by UTF-16 units and writes numbers and strings as RFC 8785 has them", () => {
  expect(canonicalJson({ b: 1, a: [true, null, "€\n"], A: { z: 1e21, y: 4.5e-7, x: -0 } })).toBe(
    '{"A":{"x":0,"y":4.5e-7,"z":1e+21},"a":[true,null,"€\\n"],"b":1}',
  );
  expect(canonicalJson({ "\u20ac": 1, "\r": 2, "1": 3, "\u{1f600}": 4, "\ufb33": 5 })).toBe(
    '{"\\r":2,"1":3,"€":1,"😀":4,"\ufb33":5}',
  );
});

it("leaves out undefined members and refuses what JSON cannot carry", () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, new Date(0), [undefined]]) {
    expect(() => canonicalJson(value)).toThrow();
  }
});
