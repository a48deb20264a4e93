import { describe, expect, it } from "vitest";
import { MISHAPS, nameOf, offers, STAGES } from "./mishaps.ts";
import { commandOf, placeOf, scenarioOf } from "./scenario.ts";

const FULL = Array.from({ length: 500 }, (_, n) => scenarioOf(n + 1, {}));

describe("500 chaos runs", () => {
  it("give each fault and each crash point at least ten of them, and each market its share", () => {
    const counted = new Map(MISHAPS.map((mishap) => [nameOf(mishap), 0]));
    for (const { mishap } of FULL) counted.set(nameOf(mishap), (counted.get(nameOf(mishap)) ?? 0) + 1);
    expect([...counted].filter(([, runs]) => runs < 10)).toEqual([]);
    const places = new Set(FULL.map(({ stage }) => placeOf(stage)));
    expect([...places].sort()).toEqual(STAGES.map(placeOf).sort());
  });

  it("pair every mishap with every market that offers it", () => {
    const seen = new Set(FULL.map(({ mishap, stage }) => `${nameOf(mishap)} ${placeOf(stage)}`));
    const wanted = MISHAPS.flatMap((mishap) =>
      STAGES.filter((stage) => offers(stage, mishap)).map((stage) => `${nameOf(mishap)} ${placeOf(stage)}`),
    );
    expect(wanted.filter((pair) => !seen.has(pair))).toEqual([]);
  });

  it("leave nothing open where no stop can rest", () => {
    expect(FULL.filter(({ end, stage }) => end === "hold" && !stage.restingStop)).toEqual([]);
  });
});

describe("a scenario", () => {
  it("is the same for the same seed", () => {
    expect(scenarioOf(77, {})).toEqual(scenarioOf(77, {}));
  });

  it("is what the command line fixes", () => {
    const fixed = { only: "hangAfter", venue: "bybit:swap" };
    const scenario = scenarioOf(5, fixed);
    expect([nameOf(scenario.mishap), placeOf(scenario.stage)]).toEqual(["hangAfter", "bybit:swap"]);
    expect(commandOf(scenario, fixed)).toBe("npm run chaos -- --runs 1 --seed 5 --only hangAfter --venue bybit:swap");
  });

  it("says where it cannot be", () => {
    expect(() => scenarioOf(5, { only: "socketDrop", venue: "mexc" })).toThrow("mexc does not offer socketDrop.");
  });
});
