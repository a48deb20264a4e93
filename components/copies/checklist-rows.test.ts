import { describe, expect, it } from "vitest";
import { type ChecklistSteps, checklistRows } from "./checklist-rows.ts";

const ALL: ChecklistSteps = {
  emailConfirmed: true,
  secondFactor: true,
  followsOnPaper: true,
  followId: "fol_1",
  sawSignal: true,
  ranBacktest: true,
  hasKey: true,
  hasValidKey: true,
  paperDays: 7,
  paperFillDays: 3,
  paperDone: true,
  wentLive: true,
  liveOffered: true,
};
const row = (steps: Partial<ChecklistSteps>, id: string) =>
  checklistRows({ ...ALL, ...steps }).find((one) => one.id === id);

describe("the first-run checklist", () => {
  it("has the nine lines of the first run, in their order", () => {
    const ids = checklistRows({ ...ALL, wentLive: false }).map(({ id }) => id);
    expect(ids).toEqual(["email", "totp", "follow", "signal", "backtest", "key", "valid", "days", "live"]);
  });

  it("is gone once all is done; going live is nobody's step where the server does not offer it", () => {
    expect(checklistRows(ALL)).toEqual([]);
    expect(checklistRows({ ...ALL, wentLive: false, liveOffered: false })).toEqual([]);
    expect(row({ wentLive: false, liveOffered: false, hasKey: false }, "live")).toMatchObject({
      done: false,
      hint: "Live trading is switched off on this server",
    });
    expect(row({ wentLive: false }, "live")).toMatchObject({ done: false, href: "/follows/fol_1/live" });
  });

  it("says what is missing of the days on paper", () => {
    const days = (steps: Partial<ChecklistSteps>) => row({ paperDone: false, ...steps }, "days");
    expect(days({ paperDays: 2, paperFillDays: 1 })).toMatchObject({
      done: false,
      hint: "Day 3 of 7, counted from your first paper trade; 1 of 3 days with a trade",
    });
    expect(days({ paperDays: 0, paperFillDays: 0 })).toMatchObject({
      hint: "They begin with your first paper trade; trades on 3 of them are needed",
    });
    expect(days({ paperFillDays: 2 })).toMatchObject({
      done: false,
      hint: "Seven days have passed; 2 of 3 days with a trade",
    });
  });
});
