import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bars, sliceBars } from "../market/bars.ts";
import { EXIT_REASONS } from "../orders/order.ts";
import type { Strategy } from "../strategies/strategy.ts";
import { anyRun, noisySignals, restless } from "./restless.fixture.ts";
import { resumeRun } from "./resume-run.ts";
import { runSteps, seated } from "./run-steps.ts";
import { loadState, saveState } from "./save-state.ts";
import type { RunSettings } from "./settings.ts";
import { createState, type EngineState } from "./state.ts";
import { step } from "./step.ts";
import type { StepInput } from "./step-input.ts";

const RUNS = { numRuns: 120 };
const strategies = (seed: number): Strategy[] => [restless(seed), noisySignals(seed)];
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const copied = (bars: Bars, length: number): Bars => structuredClone(sliceBars(bars, 0, length));

interface Told {
  readonly state: EngineState;
  readonly input: StepInput;
  readonly equity: number[];
  readonly funding: { bar: number; amount: number }[];
}

/** Steps from `from` on; `before` is asked before each bar. */
function stepsOf(
  { state, input }: { state: EngineState; input: StepInput },
  from: number,
  until: number,
  before: (index: number) => void = () => undefined,
): Told {
  const equity: number[] = [];
  const funding: { bar: number; amount: number }[] = [];
  for (let index = from; index < until; index += 1) {
    before(index);
    input.index = index;
    const { facts } = step(state, input);
    equity.push(state.equity);
    for (const { amount } of facts.funding) funding.push({ bar: index, amount });
  }
  return { state, input, equity, funding };
}

function begun(strategy: Strategy, bars: Bars, settings: RunSettings): { state: EngineState; input: StepInput } {
  const state = createState(settings.cash);
  return { state, input: seated(strategy, {}, { bars, lines: {} }, settings, state) };
}

describe("a run of any orders over any bars", { timeout: 60_000 }, () => {
  it("fills inside the bar before slippage, and after it no farther than slippage, half the spread and a tick", () => {
    let fills = 0;
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        for (const strategy of strategies(seed)) {
          const { input } = stepsOf(begun(strategy, bars, settings), 0, bars.length);
          const { columns, length } = input.facts.fills;
          const against = (settings.slippageBps + settings.spreadBps / 2) / 10_000;
          fills += length;
          for (let row = 0; row < length; row += 1) {
            const bar = at(columns.bar, row);
            const base = at(columns.basePrice, row);
            expect(base).toBeGreaterThanOrEqual(at(bars.low, bar));
            expect(base).toBeLessThanOrEqual(at(bars.high, bar));
            const lost = at(columns.side, row) * (at(columns.price, row) - base);
            const slips = at(columns.maker, row) === 1 ? 0 : base * against;
            expect(lost).toBeGreaterThanOrEqual(slips - 1e-9);
            expect(lost).toBeLessThanOrEqual(slips + settings.tick + 1e-9);
            const rate = at(columns.maker, row) === 1 ? settings.makerFee : settings.takerFee;
            expect(at(columns.fee, row)).toBeGreaterThanOrEqual(0);
            expect(at(columns.fee, row)).toBeCloseTo(at(columns.qty, row) * at(columns.price, row) * rate, 9);
          }
        }
      }),
      RUNS,
    );
    expect(fills).toBeGreaterThan(1_500);
  });

  it("has as equity, at every close, the cash that its fills left and the value of what they left", () => {
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        for (const strategy of strategies(seed)) {
          const { input, equity, funding, state } = stepsOf(begun(strategy, bars, settings), 0, bars.length);
          const { columns, length } = input.facts.fills;
          let cash = settings.cash;
          let held = 0;
          let row = 0;
          for (let bar = 0; bar < bars.length; bar += 1) {
            for (; row < length && at(columns.bar, row) === bar; row += 1) {
              const signed = at(columns.side, row) * at(columns.qty, row);
              cash -= signed * at(columns.price, row) + at(columns.fee, row);
              held += signed;
              const bought = signed > 0 && at(columns.exitReason, row) < 0;
              if (bought && settings.market === "spot") expect(cash).toBeGreaterThanOrEqual(-1e-9 * settings.cash);
            }
            for (const paid of funding) if (paid.bar === bar) cash += paid.amount;
            const worth = cash + held * at(bars.close, bar);
            expect(Math.abs(at(equity, bar) - worth)).toBeLessThan(1e-9 * Math.max(settings.cash, Math.abs(worth)));
          }
          expect(Math.abs(state.position - held)).toBeLessThan(1e-9 * Math.max(1, Math.abs(held)));
        }
      }),
      RUNS,
    );
  });

  it("closes in trades what it opened, whole: quantities, fees and funding add up, and profit is gross − fees + funding", () => {
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        const { input, funding, state } = stepsOf(begun(restless(seed), bars, settings), 0, bars.length);
        const { fills, trades } = input.facts;
        let opened = 0;
        let fees = 0;
        for (let row = 0; row < fills.length; row += 1) {
          fees += at(fills.columns.fee, row);
          if (at(fills.columns.exitReason, row) < 0) opened += at(fills.columns.qty, row);
        }
        let closed = 0;
        let paid = 0;
        let carried = 0;
        for (let row = 0; row < trades.length; row += 1) {
          const columns = trades.columns;
          closed += at(columns.qty, row);
          paid += at(columns.fees, row);
          carried += at(columns.funding, row);
          const gross =
            at(columns.side, row) * (at(columns.exitPrice, row) - at(columns.entryPrice, row)) * at(columns.qty, row);
          expect(at(columns.grossPnl, row)).toBe(gross);
          expect(at(columns.pnl, row)).toBe(gross - at(columns.fees, row) + at(columns.funding, row));
          expect(at(columns.fees, row)).toBeGreaterThanOrEqual(0);
          expect(at(columns.entryBar, row)).toBeLessThanOrEqual(at(columns.exitBar, row));
          expect(EXIT_REASONS[at(columns.exitReason, row)]).toBeDefined();
        }
        for (const { held, fee, funding: due } of state.entries) {
          closed += held;
          paid += fee;
          carried += due;
        }
        const funded = funding.reduce((sum, { amount }) => sum + amount, 0);
        expect(closed).toBeCloseTo(opened, 6);
        expect(paid).toBeCloseTo(fees, 6);
        expect(carried).toBeCloseTo(funded, 6);
      }),
      RUNS,
    );
  });

  it("leaves nothing unfilled that a bar touched, and holds one side at a time, within the limit", () => {
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        const run = begun(restless(seed), bars, settings);
        const { state } = run;
        let due: number[] = [];
        let touched: number[] = [];
        const check = (): void => {
          const open = new Set(state.entries.map(({ order }) => order));
          const waiting = new Set(state.resting.map(({ order }) => order));
          expect(due.filter((order) => open.has(order))).toEqual([]);
          expect(touched.filter((order) => waiting.has(order))).toEqual([]);
          expect(state.entries.length).toBeLessThanOrEqual(settings.pyramiding);
          expect(new Set(state.entries.map(({ side }) => side)).size).toBeLessThanOrEqual(1);
          for (const { held, qty } of state.entries) expect(held > 0 && held <= qty).toBe(true);
        };
        stepsOf(run, 0, bars.length, (index) => {
          check();
          const [low, high] = [at(bars.low, index), at(bars.high, index)];
          // what fills at the open moves the average entry, and the liquidation price with it
          const isCalm = state.marketOrders.length + state.closes.length + state.reductions.length === 0;
          const liquidation = isCalm ? state.liquidation : Number.NaN;
          due = state.entries
            .filter(({ side, stop, protection, nextTarget }) => {
              const last = protection.targets.length - 1 === nextTarget ? protection.targets[nextTarget] : undefined;
              if (side > 0) return low <= stop || low <= liquidation || (last !== undefined && high >= last.price);
              return high >= stop || high >= liquidation || (last !== undefined && low <= last.price);
            })
            .map(({ order }) => order);
          touched = state.resting
            .filter(({ side, resting }) => {
              if (resting === null) return true;
              if (resting.type === "limit" || resting.triggered)
                return side > 0 ? low <= resting.limit : high >= resting.limit;
              return resting.type === "stop" && (side > 0 ? high >= resting.trigger : low <= resting.trigger);
            })
            .map(({ order }) => order);
        });
        check();
      }),
      RUNS,
    );
  });

  it("is the same over ten runs", () => {
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        for (const strategy of strategies(seed)) {
          const first = runSteps(strategy, {}, { bars, lines: {} }, settings);
          for (let again = 1; again < 10; again += 1)
            expect(runSteps(strategy, {}, { bars, lines: {} }, settings)).toEqual(first);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is the same when each bar comes by itself in columns that end with it", () => {
    fc.assert(
      fc.property(anyRun, ({ bars, settings, seed }) => {
        for (const strategy of strategies(seed)) {
          const whole = runSteps(strategy, {}, { bars, lines: {} }, settings);
          const state = createState(settings.cash);
          const columns = { bars: copied(bars, 0), lines: {} };
          const input = seated(strategy, {}, columns, settings, state);
          const { equity } = stepsOf({ state, input }, 0, bars.length, (index) => {
            columns.bars = copied(bars, index + 1);
            input.bars = columns.bars;
          });
          expect(equity).toEqual([...whole.equity]);
          expect(input.facts.trades.result()).toEqual(whole.trades);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is the same when it is saved as JSON on the way and taken up again by another process", () => {
    fc.assert(
      fc.property(anyRun, fc.double({ min: 0, max: 1, noNaN: true }), ({ bars, settings, seed }, part) => {
        const cut = Math.floor(part * bars.length);
        for (const strategy of strategies(seed)) {
          const whole = stepsOf(begun(strategy, bars, settings), 0, bars.length);
          const first = stepsOf(begun(strategy, bars, settings), 0, cut);
          const saved: unknown = JSON.parse(JSON.stringify(saveState(first.state)));
          expect(loadState(saved)).toEqual({ ...first.state, quietAbove: Number.POSITIVE_INFINITY });
          const second = stepsOf(resumeRun(strategy, {}, { bars, lines: {} }, settings, saved), cut, bars.length);
          expect([...first.equity, ...second.equity]).toEqual(whole.equity);
          const { quietAbove: _, quietBelow: __, ...account } = second.state;
          expect(whole.state).toMatchObject(account);
          expect(first.input.facts.trades.length + second.input.facts.trades.length).toBe(
            whole.input.facts.trades.length,
          );
        }
      }),
      { numRuns: 80 },
    );
  });
});
