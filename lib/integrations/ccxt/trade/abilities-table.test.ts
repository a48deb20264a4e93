import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exchangesPage } from "./abilities-table.ts";
import { VENUES } from "./venues/venues.ts";

it("docs/exchanges.md says what the code offers: npm run docs:exchanges", () => {
  expect(readFileSync("docs/exchanges.md", "utf8")).toBe(exchangesPage(VENUES.map(({ abilities }) => abilities)));
});

describe.each(VENUES.map(({ abilities }) => abilities))("$name", (abilities) => {
  it("offers orders only in the markets that it offers, and a resting stop only where stops are taken", () => {
    for (const kind of ["spot", "swap"] as const) {
      expect(abilities.orderTypes[kind].length > 0).toBe(abilities.markets.includes(kind));
      if (abilities.restingStop[kind]) expect(abilities.orderTypes[kind]).toContain("stop");
      if (abilities.testnet[kind]) expect(abilities.markets).toContain(kind);
    }
  });
});
