import { describe, expect, it } from "vitest";
import { keyFor, keysOf } from "./keys.ts";
import { nextRow } from "./rows.ts";

describe("keys", () => {
  it("leads to the pages of UX 5", () => {
    expect(keyFor("gd", "SUBSCRIBER")).toEqual({ type: "go", href: "/dashboard" });
    expect(keyFor("?", "SUBSCRIBER")).toEqual({ type: "show", what: "keys" });
    expect(keyFor("x", "SUBSCRIBER")).toBeNull();
  });

  it("leads an admin, who does not trade, to no page that is closed to him", () => {
    expect(keyFor("gd", "ADMIN")).toBeNull();
    expect(keyFor("gb", "ADMIN")).toBeNull();
  });

  it("makes what the role makes: a signal, a backtest", () => {
    expect(keyFor("n", "PROVIDER")).toEqual({ type: "go", href: "/provider/signals/new" });
    expect(keyFor("n", "SUBSCRIBER")).toEqual({ type: "go", href: "/backtests/new" });
    expect(keyFor("n", "ADMIN")).toBeNull();
    for (const role of ["SUBSCRIBER", "PROVIDER", "ADMIN"] as const) {
      const keys = keysOf(role).map((key) => key.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe("j and k", () => {
  it.each([
    { what: "j enters a list at its first row", count: 3, at: -1, by: 1, to: 0 },
    { what: "k enters it there too", count: 3, at: -1, by: -1, to: 0 },
    { what: "j goes on", count: 3, at: 0, by: 1, to: 1 },
    { what: "k goes back", count: 3, at: 1, by: -1, to: 0 },
    { what: "j stops at the end", count: 3, at: 2, by: 1, to: 2 },
    { what: "k stops at the start", count: 3, at: 0, by: -1, to: 0 },
    { what: "there is nothing to go to", count: 0, at: -1, by: 1, to: -1 },
  ] as const)("$what", ({ count, at, by, to }) => {
    expect(nextRow(count, at, by)).toBe(to);
  });

  it("are there for everybody who is signed in", () => {
    for (const role of ["SUBSCRIBER", "PROVIDER", "ADMIN"] as const) {
      expect(keyFor("j", role)).toEqual({ type: "row", by: 1 });
      expect(keyFor("k", role)).toEqual({ type: "row", by: -1 });
    }
  });
});
