import { describe, expect, it } from "vitest";
import { formToObject } from "./action.ts";

function form(...fields: readonly (readonly [string, string])[]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

describe("a form", () => {
  it("becomes an object by the dots in its names, without Next's own fields and without prototypes", () => {
    const read = formToObject(
      form(
        ["a", "1"],
        ["b.0.c", "2"],
        ["b.1.c", "3"],
        ["d", "x"],
        ["d", "y"],
        ["$ACTION_ID", "z"],
        ["__proto__.e", "1"],
      ),
    );
    expect(read).toEqual({ a: "1", b: [{ c: "2" }, { c: "3" }], d: ["x", "y"] });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("of as many fields as a body of 1 MB holds is read at once", () => {
    const many = form(...Array.from({ length: 20_000 }, (_, n) => [`f${n}`, ""] as const));
    const startedAt = performance.now();
    expect(Object.keys(formToObject(many))).toHaveLength(20_000);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
