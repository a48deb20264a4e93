import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KEY_VENUES } from "../key-rights/venues.ts";
import { exchangesPage } from "./abilities-table.ts";
import { VENUES } from "./venues/venues.ts";

const ABILITIES = VENUES.map(({ abilities }) => abilities);

it("docs/exchanges.md says what the code offers: npm run docs:exchanges", () => {
  expect(readFileSync("docs/exchanges.md", "utf8")).toBe(exchangesPage(ABILITIES, KEY_VENUES));
});

it("takes keys for each exchange that is traded, and says of both the same", () => {
  for (const { id, tellsRights, testnet } of ABILITIES) {
    const keys = KEY_VENUES.find((one) => one.id === id);
    expect(keys, id).toMatchObject({ tellsRights });
    if (keys?.testnet === true) expect(Object.values(testnet), id).toContain(true);
  }
});

describe.each(ABILITIES)("$name", (abilities) => {
  it("offers orders only in the markets that it offers, and a resting stop only where stops are taken", () => {
    for (const kind of ["spot", "swap"] as const) {
      expect(abilities.orderTypes[kind].length > 0).toBe(abilities.markets.includes(kind));
      if (abilities.restingStop[kind]) expect(abilities.orderTypes[kind]).toContain("stop");
      if (abilities.testnet[kind]) expect(abilities.markets).toContain(kind);
    }
  });
});
