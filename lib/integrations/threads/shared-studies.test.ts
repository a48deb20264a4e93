import { expect, it } from "vitest";
import { randomBars } from "@/lib/testing/random-bars";
import { createStudyColumns } from "@/lib/trading/backtest/study-columns";
import { macd } from "@/lib/trading/indicators/macd";
import { sma } from "@/lib/trading/indicators/sma";
import type { Study } from "@/lib/trading/indicators/study";
import { sharedStudies } from "./shared-studies.ts";

const bars = randomBars(1, 1_000);
const roomFor = (columns: number): SharedArrayBuffer => new SharedArrayBuffer(70_000 + columns * bars.length * 8);

/** The study, counting how often it was computed. */
function counted(study: Study): Study & { times: number } {
  const one = {
    ...study,
    times: 0,
    fill(rows: typeof bars, out: readonly Float64Array[]) {
      one.times += 1;
      study.fill(rows, out);
    },
  };
  return one;
}

function alone(study: Study): readonly Float64Array[] {
  const columns = study.lines.map(() => new Float64Array(bars.length));
  study.fill(bars, columns);
  return columns;
}

it("gives two threads' views the same columns, computed once", () => {
  const memory = roomFor(10);
  const [one, other] = [
    sharedStudies(createStudyColumns(bars), memory),
    sharedStudies(createStudyColumns(bars), memory),
  ];
  const [average, lines] = [counted(sma(20)), counted(macd())];
  for (const studies of [one, other, one]) {
    expect(studies.of(average)).toEqual(alone(sma(20)));
    expect(studies.of(lines)).toEqual(alone(macd()));
  }
  expect([average.times, lines.times]).toEqual([1, 1]);
});

it("computes by itself what does not fit, and what has too long a name", () => {
  const studies = sharedStudies(createStudyColumns(bars), roomFor(1));
  const long: Study = { ...sma(5), key: "x".repeat(61) };
  for (const study of [sma(10), macd(), sma(30), long]) expect(studies.of(study)).toEqual(alone(study));
});
