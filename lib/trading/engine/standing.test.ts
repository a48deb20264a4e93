import { describe, expect, it } from "vitest";
import { randomBars } from "@/lib/testing/random-bars";
import type { Bars } from "../market/bars.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import type { Strategy } from "../strategies/strategy.ts";
import { LiveRun } from "./live-run.ts";
import { planned } from "./planned-run.fixture.ts";
import { loadState } from "./save-state.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import { type Standing, standingOf } from "./standing.ts";

const SETTINGS = { ...DEFAULT_SETTINGS, sizing: { type: "quote", value: 300 } as const, barMs: 60_000 };

/** What the run stands for after each bar, read from what a session saves. */
function* standings(strategy: Strategy, bars: Bars): Generator<Standing> {
  const read = readParameters(strategy.parameters, {});
  const run = LiveRun.start({ strategy, parameters: read.ok ? read.value : {}, settings: SETTINGS, history: [] });
  const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
  for (let i = 0; i < bars.length; i += 1) {
    const { time, open, high, low, close } = bars;
    run.take({
      ...{ time: at(time, i), open: at(open, i), high: at(high, i), low: at(low, i), close: at(close, i) },
      volume: 1,
    });
    yield standingOf(loadState(JSON.parse(JSON.stringify(run.save()))));
  }
}

describe("what a run stands for", () => {
  it.each(BUILT_IN_STRATEGIES.filter(({ kind }) => kind === "signals").map((one) => [one.name, one] as const))(
    "announces every entry of %s at the close before it, with its side, stop and target",
    (_, strategy) => {
      let before: Standing = { holds: null, enters: null };
      let entered = 0;
      for (const now of standings(strategy, randomBars(5, 2_500))) {
        const isNew = now.holds !== null && now.holds.order !== before.holds?.order;
        if (isNew) {
          entered += 1;
          expect(now.holds).toEqual(before.enters);
        }
        // Whoever follows holds one position at a time: what is entered comes after what is held is left.
        expect(now.holds === null || now.enters === null).toBe(true);
        before = now;
      }
      expect(entered).toBeGreaterThan(0);
    },
  );

  it("is refused for a run that waits with orders or holds several entries", () => {
    const resting = planned({ 0: (desk) => desk.enter({ side: "long", type: "limit", limit: 1 }) });
    expect(() => [...standings(resting, randomBars(1, 3))]).toThrow("cannot be followed");
    const parts = planned({
      0: (desk) =>
        desk.enter({
          side: "long",
          type: "market",
          targets: [
            { price: 1e6, fraction: 0.5 },
            { price: 2e6, fraction: 0.5 },
          ],
        }),
    });
    expect(() => [...standings(parts, randomBars(1, 3))]).toThrow("several targets");
  });
});
