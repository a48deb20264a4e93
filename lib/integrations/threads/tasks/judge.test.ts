import { expect, it } from "vitest";
import { createRandom } from "@/lib/kernel/random";
import type { JudgeTask } from "@/lib/ports/compute";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import { CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";
import { Gauge } from "../gauge.ts";
import { judge } from "./judge.ts";

const HOUR = 3_600_000;
const TRIALS = 2_000;
const bars = barsOf(
  generateCandles({
    seed: 8,
    startMs: 1_704_067_200_000,
    lengthMs: HOUR,
    bars: 2_000,
    startPrice: 100,
    decimals: 2,
    volatilityPct: 1,
  }),
);
const random = createRandom(3);
const noise = (length: number): Float64Array => Float64Array.from({ length }, () => random.gauss());
const task: JudgeTask = {
  bars,
  strategy: { name: "sma-cross" },
  settings: { ...DEFAULT_SETTINGS, barMs: HOUR },
  best: { fast: 10, slow: 30, mode: "long" },
  sharpes: noise(TRIALS),
  sums: noise(TRIALS * CSCV_BLOCKS),
  squares: Float64Array.from({ length: TRIALS * CSCV_BLOCKS }, () => 20),
  blockLength: 5,
  trials: TRIALS,
};

/** Asked to stop from its nth question on. */
class Impatient extends Gauge {
  asked = 0;
  readonly #patience: number;

  constructor(patience: number) {
    super();
    this.#patience = patience;
  }

  override isAskedToStop(): boolean {
    this.asked += 1;
    return this.asked > this.#patience;
  }
}

it("ends at the next look, in the run of the best set and between splits alike", async () => {
  const whole = new Impatient(Number.POSITIVE_INFINITY);
  const { output } = await judge(task, whole);
  expect(output.verdict.overfitting?.splits).toBe(12_870);
  // a look each 128 of half of the splits (each serves twice), and those of the run
  expect(whole.asked).toBeGreaterThan(50);
  for (const patience of [0, 1, 20, 40]) {
    const gauge = new Impatient(patience);
    await expect(judge(task, gauge)).rejects.toBeInstanceOf(RunStopped);
    expect(gauge.asked).toBe(patience + 1);
  }
});
