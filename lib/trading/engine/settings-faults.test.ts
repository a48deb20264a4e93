import { describe, expect, it } from "vitest";
import { PLAIN } from "./planned-run.fixture.ts";
import { rulesOf } from "./rules.ts";
import type { RunSettings } from "./settings.ts";
import { settingsFaults } from "./settings-faults.ts";

const SWAP: Partial<RunSettings> = { market: "swap", leverage: 10 };
const funding = (time: number[], rate: number[]) => ({ time: Float64Array.from(time), rate: Float64Array.from(rate) });

describe("settings of a run", () => {
  it.each<[Partial<RunSettings>, string | null]>([
    [{}, null],
    [SWAP, null],
    [{ ...SWAP, funding: funding([1, 2], [0.1, -0.1]) }, null],
    [{ cash: 0 }, "cash must be above 0, not 0"],
    [{ cash: Number.NaN }, "cash must be above 0, not NaN"],
    [{ makerFee: -0.001 }, "makerFee must be a fraction from 0 to under 1, not -0.001"],
    [{ takerFee: 1 }, "takerFee must be a fraction from 0 to under 1, not 1"],
    [{ slippageBps: -1 }, "slippageBps must be from 0 to 5,000, not -1"],
    [{ spreadBps: 20_000 }, "spreadBps must be from 0 to 5,000, not 20000"],
    [{ leverage: 3 }, "leverage must be 1 on spot, not 3"],
    [{ ...SWAP, leverage: 0.5 }, "leverage must be 1 or more, not 0.5"],
    [
      { ...SWAP, maintenanceMargin: 0.1 },
      "maintenanceMargin must be from 0 to under the margin of an entry, 1 / 10, not 0.1",
    ],
    [{ sizing: { type: "units", value: -1 } }, "sizing must be above 0, not -1"],
    [{ tick: -0.1 }, "tick must be 0 or more, not -0.1"],
    [{ lot: Number.POSITIVE_INFINITY }, "lot must be 0 or more, not Infinity"],
    [{ pyramiding: 1.5 }, "pyramiding must be a whole number from 1 on, not 1.5"],
    [{ barMs: 0 }, "barMs must be above 0, not 0"],
    [{ funding: funding([1, 2], [0.1]) }, "funding has 2 times and 1 rates"],
    [{ funding: funding([2, 2], [0.1, 0.1]) }, "funding row 1 is not later than the one before it"],
    [{ funding: funding([1], [Number.NaN]) }, "funding row 0 has no rate"],
  ])("%j", (more, fault) => {
    expect(Object.values(settingsFaults({ ...PLAIN, ...more }))).toEqual(fault === null ? [] : [fault]);
  });
  it("stop a run before it begins, each fault at its field", () => {
    expect(() => rulesOf({ ...PLAIN, cash: 0, lot: -1 })).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: "cash must be above 0, not 0; lot must be 0 or more, not -1",
        fieldErrors: { cash: ["cash must be above 0, not 0"], lot: ["lot must be 0 or more, not -1"] },
      }),
    );
  });
});
