import { describe, expect, it } from "vitest";
import { activeFilters, browseHref } from "./browse-address.ts";

const plain = {
  q: "",
  market: null,
  timeframe: null,
  drawdown: null,
  price: null,
  show: "open",
  sort: "drawdown",
  view: "cards",
  page: 1,
} as const;

describe("the list's address", () => {
  it("holds only what differs from the plain list", () => {
    expect(browseHref(plain, {})).toBe("/strategies");
    expect(browseHref(plain, { q: "a b", sort: "return" })).toBe("/strategies?q=a+b&sort=return");
  });

  it("begins at page 1 after any other change", () => {
    expect(browseHref({ ...plain, page: 4 }, { timeframe: "4h" })).toBe("/strategies?timeframe=4h");
    expect(browseHref({ ...plain, timeframe: "4h" }, { page: 2 })).toBe("/strategies?timeframe=4h&page=2");
  });

  it("offers each active filter to be taken off", () => {
    expect(activeFilters({ ...plain, drawdown: 25, price: "free" })).toEqual([
      { label: "Drawdown under 25 %", href: "/strategies?price=free" },
      { label: "Free", href: "/strategies?drawdown=25" },
    ]);
  });
});
