import { describe, expect, it } from "vitest";
import { judgeLuck } from "./luck.ts";

describe("the warning beside the best of many", () => {
  it.each([
    [
      240,
      0.62,
      0.41,
      "likely_luck",
      "Best of 240 trials. The chance that a set picked this way does worse than half of them on other data is 62 %, and the chance that its Sharpe ratio is more than luck is 41 %: likely luck.",
    ],
    [1_000, 0.62, 0.99, "likely_luck", null],
    [1_000, 0.01, 0.5, "likely_luck", null],
    [1_000, 0.2, 0.97, "doubtful", null],
    [1_000, 0.05, 0.94, "doubtful", null],
    [
      12_000,
      0.05,
      0.95,
      "sound",
      "Best of 12,000 trials. The chance that a set picked this way does worse than half of them on other data is 5 %, and the chance that its Sharpe ratio is more than luck is 95 %: hardly luck.",
    ],
    [
      50,
      null,
      0.9999,
      "sound",
      "Best of 50 trials. The chance that its Sharpe ratio is more than luck is over 99 %: hardly luck.",
    ],
    [
      50,
      0.001,
      null,
      "sound",
      "Best of 50 trials. The chance that a set picked this way does worse than half of them on other data is under 1 %: hardly luck.",
    ],
    [50, null, null, "unknown", "Best of 50 trials. There are too few returns to tell skill from luck."],
    [
      1,
      null,
      0.3,
      "likely_luck",
      "A single set was tried, so nothing was picked. The chance that its Sharpe ratio is more than luck is 30 %: likely luck.",
    ],
  ] as const)("%d trials, PBO %s, deflated %s: %s", (trials, pbo, deflatedSharpe, level, text) => {
    const luck = judgeLuck({ trials, pbo, deflatedSharpe });
    expect(luck.level).toBe(level);
    if (text !== null) expect(luck.text).toBe(text);
  });
});
