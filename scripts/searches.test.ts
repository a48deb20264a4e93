import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";

const candles = generateCandles({
  seed: 9,
  startMs: Date.parse("2024-01-01T00:00:00Z"),
  lengthMs: 14_400_000,
  bars: 1_200,
  startPrice: 100,
  decimals: 2,
  volatilityPct: 1.5,
});

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-searches-"));
  data = join(folder, "BTCUSDT_4h.csv");
  const rows = candles.map(({ time, open, high, low, close, volume }) =>
    [time, open, high, low, close, volume].join(","),
  );
  writeFileSync(data, `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function command(name: "optimize" | "walkforward", ...args: readonly string[]) {
  return commandOf(name, "sma-cross", ...args);
}

function commandOf(name: "optimize" | "walkforward", strategy: string, ...args: readonly string[]) {
  const all = ["--import", "tsx", `scripts/${name}.ts`, "--strategy", strategy, "--data", data, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: "utf8" });
  return { status, stdout, stderr };
}

const grid = ["--method", "grid", "--grid", "fast=5,8,12", "--grid", "slow=20,30,40", "--min-trades", "3"];

it.each(["optimize", "walkforward"] as const)(
  "npm run %s names the bar and the line at which a file's strategy throws",
  {
    timeout: 60_000,
  },
  (name) => {
    const throwing = join(folder, "throwing.mjs");
    writeFileSync(
      throwing,
      `export default { kind: "bars", name: "throwing", studies: () => ({}),
      parameters: { wait: { kind: "number", label: "Wait", default: 5, min: 1, max: 9, step: 1 } },
      start: () => (bar) => { if (bar.index === 42) throw new Error("no such level"); } };`,
    );
    const refused = commandOf(name, throwing, "--json");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^The strategy failed at bar 42 \(2024-[^)]*\): no such level \(throwing\.mjs:3:\d+\)$/m,
    );
  },
);

describe("npm run optimize", { timeout: 60_000 }, () => {
  it("tries every set of a grid and says what to think of the best", () => {
    const csv = join(folder, "trials.csv");
    const { status, stdout } = command("optimize", ...grid, "--json", "--csv", csv);
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as { tried: number; trials: { score: number | null }[]; luck: { text: string } };
    expect(told).toMatchObject({
      tried: 9,
      best: { parameters: { fast: expect.any(Number) }, robustness: { neighbours: expect.any(Number) } },
      settings: { evidenceClass: "IN_SAMPLE", trialCount: 9 },
      luck: { text: expect.stringContaining("9 trials") },
    });
    const scores = told.trials.map(({ score }) => score ?? Number.NEGATIVE_INFINITY);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(readFileSync(csv, "utf8").trimEnd().split("\r\n")).toHaveLength(10);
  });

  it("says that a Sharpe ratio of half a year is extrapolated", () => {
    expect(command("optimize", ...grid).stdout).toContain("Under a year of bars: Sharpe and Calmar are extrapolated");
  });

  it("searches the inputs of a Pine script, in threads as everywhere", () => {
    const script = join(folder, "cross.pine");
    writeFileSync(
      script,
      `//@version=6\nstrategy("Cross")\nfast = input.int(8)\nslow = input.int(30)
a = ta.sma(close, fast)\nb = ta.sma(close, slow)
if ta.crossover(a, b)\n    strategy.entry("L", strategy.long)\nif ta.crossunder(a, b)\n    strategy.close("L")\n`,
    );
    const found = commandOf("optimize", script, ...grid, "--json");
    expect(found.stderr).not.toMatch(/failed|refused/);
    const [told, built] = [found, command("optimize", ...grid, "--json")].map(({ stdout }) => JSON.parse(stdout));
    const figuresOf = ({ trials }: { trials: { score: unknown; figures: unknown }[] }) =>
      trials.map(({ score, figures }) => [score, figures]);
    expect(figuresOf(told)).toEqual(figuresOf(built));
  });

  it("finds the same with one thread as with three", () => {
    const args = ["--method", "sequential", "--trials", "60", "--range", "0.6", "--steps", "9", "--json"];
    const [one, three] = ["1", "3"].map((threads) => command("optimize", ...args, "--threads", threads).stdout);
    expect(one).toBe(three);
  });

  it.each<[readonly string[], RegExp]>([
    [["--method", "grid", "--trials", "3", "--steps", "9"], /combinations and the limit is 3/],
    [["--grid", "fast=0,5"], /fast must be at least/],
    [["--vary", "speed"], /no parameter speed/],
    [["--range", "0"], /number from/],
    [["--min-trades", "100000"], /No set has 100000 closed trades/],
  ])("refuses %j", (args, words) => {
    const refused = command("optimize", ...args);
    expect(refused.status).toBeGreaterThan(0);
    expect(refused.stderr).toMatch(words);
  });
});

describe("npm run walkforward", { timeout: 60_000 }, () => {
  const stage = {
    windows: { unit: "days", inSample: 60, outOfSample: 20 },
    search: { method: "grid", trials: 20, minTrades: 1, grid: { fast: [5, 10], slow: [20, 40] } },
  };
  const config = (content: unknown): string[] => {
    const file = join(folder, "stages.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return ["--config", file];
  };

  it("walks through the stages of a file, out of sample", () => {
    const { status, stdout } = command("walkforward", ...config({ stages: [stage] }), "--json");
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as { stages: { windows: unknown[] }[]; equity: unknown[]; settings: object };
    expect(told).toMatchObject({ settings: { evidenceClass: "OUT_OF_SAMPLE" }, metrics: { bars: told.equity.length } });
    expect(told.stages[0]?.windows).toHaveLength(7);
    expect(told.equity).toHaveLength(7 * 20 * 6);
  });

  it("marks growth a year of windows that are shorter", () => {
    const stages = config({ stages: [stage] });
    const told = JSON.parse(command("walkforward", ...stages, "--json").stdout);
    expect(told.stages[0].windows[0]).toMatchObject({
      annualised: "extrapolated",
      inSampleAnnualPct: expect.any(Number),
    });
    expect(command("walkforward", ...stages).stdout).toContain("Parts under a year: growth a year");
  });

  it.each<[unknown, RegExp]>([
    ["{", /is not JSON/],
    [{ stages: [] }, /stages.*must be a list/],
    [{ stages: [{ ...stage, windows: { ...stage.windows, step: 1 } }] }, /stages.0\]?\.windows\.step/],
    [{ stages: [{ ...stage, windows: { ...stage.windows, inSample: 9_000 } }] }, /load more candles/],
  ])("refuses %j at its place", (content, words) => {
    const refused = command("walkforward", ...config(content));
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(words);
  });
});
