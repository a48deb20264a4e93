import { ta } from "../indicators/catalogue.ts";
import type { Study } from "../indicators/study.ts";
import type { Bars } from "../market/bars.ts";
import { argsOf, need } from "./call-args.ts";
import type { Compiler } from "./compile.ts";
import { PineFault } from "./fault.ts";
import { type Eval, type Given, isTrue, type NumberEval, oneBar } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Call } from "./syntax.ts";
import type { TaCall } from "./ta-calls.ts";

/** A study of ours, fed one bar at each call. Its numbers are those of the first call: like Pine, it takes no other length later. */
export function studyCall(compiler: Compiler, scope: Scope, given: Call, spec: TaCall): Eval {
  const { run } = compiler;
  const call = whole(given, spec);
  const args = argsOf(call, spec.parameters);
  const series = spec.series ?? [];
  const feeds = series.map((name) => compiler.number(need(args, name, call), scope));
  const numbers = Object.keys(args).filter((name) => !series.includes(name));
  const evals = numbers.map((name) => compiler.number(need(args, name, call), scope));
  const feed = oneBar();
  let fixed: readonly number[] | null = null;
  let next: (() => Given) | null = null;
  return () => {
    const now = evals.map((number) => number());
    if (next === null || fixed === null) {
      fixed = now;
      next = lineReader(madeStudy(call, spec, numbers, now), spec.lines, () => feed.bars);
    } else if (now.some((value, place) => value !== fixed?.[place])) {
      throw new PineFault(call.line, `${call.name}: ${numbers.join(", ")} must stay the same on every bar`);
    }
    const [source, high, low] = feeds.map((number) => number());
    feed.take(run.view, source);
    if (high !== undefined && low !== undefined && source !== undefined) {
      feed.bars.close[0] = source;
      feed.bars.high[0] = high;
      feed.bars.low[0] = low;
    }
    return next();
  };
}

/** A study without arguments, as `ta.obv`. */
export function namedStudy(compiler: Compiler, study: Study): Eval {
  const feed = oneBar();
  const next = lineReader(study, undefined, () => feed.bars);
  return () => {
    feed.take(compiler.run.view);
    return next();
  };
}

/** `ta.highest(20)` with its source written out. */
function whole(call: Call, { sourceWhenAlone, parameters }: TaCall): Call {
  const isShort = call.args.length === parameters.length - 1 && call.args.every(({ name }) => name !== "source");
  if (sourceWhenAlone === undefined || !isShort) return call;
  const source = { is: "name", line: call.line, name: sourceWhenAlone } as const;
  const others = call.args.map(({ name, value }, place) => ({ name: name ?? parameters[place + 1] ?? null, value }));
  return { ...call, args: [{ name: "source", value: source }, ...others] };
}

function madeStudy(call: Call, spec: TaCall, names: readonly string[], numbers: readonly number[]): Study {
  try {
    return spec.make(Object.fromEntries(names.map((name, place) => [name, numbers[place] ?? Number.NaN])));
  } catch (error) {
    throw new PineFault(call.line, `${call.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lineReader(study: Study, names: readonly string[] | undefined, bars: () => Bars): () => Given {
  const stream = study.stream();
  const out = new Float64Array(study.lines.length);
  const places = names?.map((name) => study.lines.indexOf(name)) ?? [0];
  return () => {
    stream.next(bars(), 0, out);
    return places.length === 1 ? (out[places[0] ?? 0] ?? Number.NaN) : places.map((place) => out[place] ?? Number.NaN);
  };
}

type Memory = (compiler: Compiler, scope: Scope, call: Call) => Eval;

/** Calls that remember what they were given at earlier bars. */
export const MEMORY_CALLS: Readonly<Record<string, Memory>> = {
  "ta.crossover": crossing((now, before) => now > 0 && before <= 0),
  "ta.crossunder": crossing((now, before) => now < 0 && before >= 0),
  "ta.cross": crossing((now, before) => (now > 0 && before <= 0) || (now < 0 && before >= 0)),
  "ta.rising": monotone((now, before) => now > before),
  "ta.falling": monotone((now, before) => now < before),
  "ta.cum": (compiler, scope, call) => {
    const source = compiler.number(need(argsOf(call, ["source"]), "source", call), scope);
    let sum = 0;
    return () => {
      const value = source();
      if (!Number.isNaN(value)) sum += value;
      return sum;
    };
  },
  "math.sum": (compiler, scope, call) => {
    const args = argsOf(call, ["source", "length"]);
    const source = compiler.number(need(args, "source", call), scope);
    const length = compiler.number(need(args, "length", call), scope);
    const kept: number[] = [];
    return () => {
      const value = source();
      const bars = wholeLength(length(), call);
      if (!Number.isNaN(value)) kept.push(value);
      if (kept.length > bars) kept.splice(0, kept.length - bars);
      return kept.length < bars ? Number.NaN : kept.reduce((sum, one) => sum + one, 0);
    };
  },
  "ta.tr": (compiler, _scope, call) => {
    const first = argsOf(call, ["handle_na?"])["handle_na"];
    return namedStudy(compiler, first?.is === "value" && first.value === true ? ta.tr() : ta.trTalib());
  },
  fixnan: (compiler, scope, call) => {
    const source = compiler.number(need(argsOf(call, ["source"]), "source", call), scope);
    let last = Number.NaN;
    return () => {
      const value = source();
      if (!Number.isNaN(value)) last = value;
      return last;
    };
  },
  "ta.barssince": (compiler, scope, call) => {
    const condition = compiler.evaluate(need(argsOf(call, ["condition"]), "condition", call), scope);
    let bars = Number.NaN;
    return () => {
      bars = isTrue(condition()) ? 0 : bars + 1;
      return bars;
    };
  },
  "ta.valuewhen": (compiler, scope, call) => {
    const args = argsOf(call, ["condition", "source", "occurrence"]);
    const condition = compiler.evaluate(need(args, "condition", call), scope);
    const source = compiler.evaluate(need(args, "source", call), scope);
    const occurrence = compiler.number(need(args, "occurrence", call), scope);
    const kept: Given[] = [];
    return () => {
      const value = source();
      if (isTrue(condition())) kept.unshift(value);
      const place = occurrence();
      if (!(Number.isInteger(place) && place >= 0 && place <= 1_000))
        throw new PineFault(call.line, "ta.valuewhen: occurrence is a whole number from 0 to 1000");
      if (kept.length > 1_001) kept.length = 1_001;
      return kept[place] ?? Number.NaN;
    };
  },
};

function crossing(holds: (now: number, before: number) => boolean): Memory {
  return (compiler, scope, call) => {
    const args = argsOf(call, ["source1", "source2"]);
    const [a, b] = ["source1", "source2"].map((name) => compiler.number(need(args, name, call), scope));
    let before = Number.NaN;
    return () => {
      const now = (a?.() ?? Number.NaN) - (b?.() ?? Number.NaN);
      const crossed = holds(now, before);
      before = now;
      return crossed;
    };
  };
}

/** Whether the value went one way at each of the last `length` bars. */
function monotone(holds: (now: number, before: number) => boolean): Memory {
  return (compiler, scope, call) => {
    const args = argsOf(call, ["source", "length"]);
    const source = compiler.number(need(args, "source", call), scope);
    const length: NumberEval = compiler.number(need(args, "length", call), scope);
    let before = Number.NaN;
    let bars = 0;
    return () => {
      const now = source();
      bars = holds(now, before) ? bars + 1 : 0;
      before = now;
      return bars >= wholeLength(length(), call);
    };
  };
}

function wholeLength(length: number, call: Call): number {
  if (Number.isInteger(length) && length >= 1 && length <= 5_000) return length;
  throw new PineFault(call.line, `${call.name}: length must be a whole number from 1 to 5000, not ${length}`);
}
