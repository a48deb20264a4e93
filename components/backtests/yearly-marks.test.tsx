import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { DAY_MS } from "@/lib/kernel/time";
import { SearchLuck } from "./search-luck.tsx";
import { WalkReport } from "./walk-report.tsx";

const verdict = {
  trials: 40,
  overfitting: {
    histogram: [{ from: -1, to: 0, splits: 3 }],
    splits: 3,
    pbo: 1,
    trials: 40,
    lossProbability: 0,
    degradation: null,
  },
  sharpe: { observed: 3.21, expectedByLuck: 2.5, probabilistic: 0.9, deflated: 0.6 },
  luck: { level: "doubtful", text: "It may be luck." },
} as never;

const stageOf = (annualised: "measured" | "extrapolated") => ({
  tried: 9,
  stages: [
    {
      name: "coarse",
      trials: 9,
      from: 0,
      to: 10,
      efficiency: 0.5,
      profitableShare: 1,
      windows: [
        {
          window: 0,
          inSample: { from: 0, to: 60 * DAY_MS },
          outOfSample: { from: 60 * DAY_MS, to: 80 * DAY_MS },
          parameters: null,
          score: null,
          trials: 9,
          inSampleReturnPct: 10,
          inSampleAnnualPct: 80,
          outOfSampleReturnPct: 2,
          outOfSampleAnnualPct: 40,
          annualised,
          efficiency: 0.5,
          trades: 3,
        },
      ],
    },
  ],
});

it("says beside every yearly figure of a search that it rests on under a year, and only then", () => {
  const luck = (extrapolated: boolean) =>
    renderToStaticMarkup(<SearchLuck verdict={verdict} extrapolated={extrapolated} />);
  expect(luck(true)).toContain("3.21 a year, extrapolated from less; the best of 40 sets");
  expect(luck(false)).toContain("3.21 a year; the best of 40 sets");
});

it("says so of a walk-forward's windows, and only then", () => {
  const report = (annualised: "measured" | "extrapolated") =>
    renderToStaticMarkup(<WalkReport walk={stageOf(annualised)} />);
  expect(report("extrapolated")).toContain("Parts under a year: growth a year is extrapolated.");
  expect(report("measured")).not.toContain("extrapolated");
});
