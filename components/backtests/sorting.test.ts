import { describe, expect, it } from "vitest";
import { readSorting, sortAddress } from "./sorting.ts";

describe("the order of a batch", () => {
  it("is read from the address; what is unknown means none", () => {
    expect(readSorting("returnPct.up", "/x")).toEqual({ by: "returnPct", direction: "up", address: "/x" });
    expect(readSorting("sharpeDaily", "/x")).toMatchObject({ by: "sharpeDaily", direction: "down" });
    for (const asked of ["secret.up", "", ["a", "b"], undefined]) expect(readSorting(asked, "/x").by).toBeNull();
  });
  it("starts with the highest figure or the first name, and turns round at the next click", () => {
    const fresh = readSorting(undefined, "/backtests/bt_1");
    expect(sortAddress(fresh, "returnPct")).toBe("/backtests/bt_1?sort=returnPct.down");
    expect(sortAddress(fresh, "symbol")).toBe("/backtests/bt_1?sort=symbol.up");
    expect(sortAddress(readSorting("returnPct.down", "/x"), "returnPct")).toBe("/x?sort=returnPct.up");
    expect(sortAddress(readSorting("returnPct.up", "/x"), "returnPct")).toBe("/x?sort=returnPct.down");
  });
});
