import * as fc from "fast-check";
import type { RunSettings } from "@/lib/trading/engine/settings";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { Columns, Parameter, ParameterValues, SignalStrategy, Strategy } from "@/lib/trading/strategies/strategy";

/** Any signals at all, with stops and targets where they please, also on the wrong side: what no sensible strategy would do. */
export const noise: SignalStrategy = {
  kind: "signals",
  name: "noise",
  title: "Noise",
  description: "Random bits.",
  parameters: {
    seed: { kind: "number", label: "Seed", default: 1, min: 0, max: 1e9, step: 1, whole: true },
    density: { kind: "number", label: "Density", default: 0.2, min: 0, max: 1, step: 0.1 },
    reach: { kind: "number", label: "Reach", default: 0.01, min: 0, max: 0.1, step: 0.01 },
  },
  studies: () => ({}),
  signals(_columns, parameters, from, to, out) {
    for (let i = from; i < to; i++) {
      const dice = hash(Number(parameters["seed"]), i);
      out[i] = dice % 1_000 < Number(parameters["density"]) * 1_000 ? Math.floor(dice / 1_000) % 16 : 0;
    }
  },
  protect: {
    stop: (columns, parameters, i) => awayFrom(columns, parameters, i, 1),
    target: (columns, parameters, i) => awayFrom(columns, parameters, i, 2),
  },
};

const { protect: _, ...bare } = noise;
/** The same without stop and target: on spot it is left by its signals alone. */
export const bareNoise: SignalStrategy = { ...bare, name: "bare-noise" };

const hash = (seed: number, i: number): number => {
  const mixed = Math.imul(Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};

function awayFrom({ bars }: Columns, parameters: ParameterValues, i: number, salt: number): number {
  const dice = hash(Number(parameters["seed"]) + salt, i) % 1_000;
  if (dice < 200) return Number.NaN;
  return (bars.close[i] ?? 0) * (1 + ((dice - 600) / 400) * Number(parameters["reach"]));
}

/** Values inside their bounds, windows short enough for the data. */
function arbitraryValue(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.kind) {
    case "number":
      return parameter.whole
        ? fc.integer({ min: parameter.min, max: Math.min(parameter.max, parameter.max > 1e6 ? 1e6 : 40) })
        : fc.double({ min: parameter.min, max: Math.min(parameter.max, 90), noNaN: true });
    case "choice":
      return fc.constantFrom(...parameter.choices);
    case "flag":
      return fc.boolean();
    case "numbers":
      return fc.constant(parameter.default);
  }
}

export const parametersOf = (strategy: Strategy): fc.Arbitrary<ParameterValues> =>
  fc
    .record(Object.fromEntries(Object.entries(strategy.parameters).map(([name, one]) => [name, arbitraryValue(one)])))
    .map((given) => readParameters(strategy.parameters, given, strategy.check))
    .filter((read) => read.ok)
    .map((read) => (read.ok ? read.value : {}));

const rate = fc.constantFrom(0, 0.0004, 0.001, 0.01);
const anySettings: fc.Arbitrary<RunSettings> = fc.record({
  cash: fc.constantFrom(500, 10_000, 1_000_000),
  makerFee: rate,
  takerFee: rate,
  slippageBps: fc.constantFrom(0, 1, 7.5),
  spreadBps: fc.constantFrom(0, 2),
  market: fc.constantFrom("spot", "swap"),
  leverage: fc.constantFrom(1, 3, 50),
  maintenanceMargin: fc.constantFrom(0.005, 0.015),
  sizing: fc.constantFrom<RunSettings["sizing"]>(
    { type: "units", value: 3 },
    { type: "quote", value: 700 },
    { type: "equityPct", value: 95 },
    { type: "riskPct", value: 1 },
  ),
  tick: fc.constantFrom(0, 0.05, 0.3),
  lot: fc.constantFrom(0, 0.01, 1),
  minNotional: fc.constantFrom(0, 10, 600),
  pyramiding: fc.constantFrom(1, 3),
  atEnd: fc.constantFrom("keep", "close", "open"),
  barMs: fc.constant(60_000),
  funding: fc.constant(null),
});
/** Only a swap has leverage. */
export const settingsOf = anySettings.map((any) => (any.market === "spot" ? { ...any, leverage: 1 } : any));
