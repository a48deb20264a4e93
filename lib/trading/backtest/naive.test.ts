import * as fc from "fast-check";
import { expect, it } from "vitest";
import { anyRun, noisySignals } from "../engine/restless.fixture.ts";
import type { RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { EXIT_REASONS } from "../orders/order.ts";
import { SIGNAL, type SignalStrategy } from "../strategies/strategy.ts";
import { runBacktest } from "./run-backtest.ts";

interface Held {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly price: number;
  readonly fee: number;
  readonly bar: number;
  readonly stop: number;
  readonly target: number;
  funding: number;
}

interface NaiveTrade {
  readonly entryBar: number;
  readonly exitBar: number;
  readonly side: number;
  readonly qty: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly pnl: number;
  readonly reason: string;
}

const down = (step: number, value: number): number =>
  step === 0 ? value : Number((Math.floor(value / step + 1e-9) * step).toFixed(9));
const up = (step: number, value: number): number =>
  step === 0 ? value : Number((Math.ceil(value / step - 1e-9) * step).toFixed(9));

/**
 * The rules of SPEC 5 and of decision 15 written down once more, as plainly as they can be, for a strategy of columns: no quiet levels, no events,
 * nothing shared with the engine.
 */
function naive(bars: Bars, strategy: SignalStrategy, settings: RunSettings) {
  const { tick, lot, leverage, market, takerFee, makerFee, barMs, maintenanceMargin } = settings;
  const slip = (settings.slippageBps + settings.spreadBps / 2) / 10_000;
  const bits = new Uint8Array(bars.length);
  const columns = { bars, lines: {} };
  strategy.signals(columns, {}, 0, bars.length, bits);
  const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
  const trades: NaiveTrade[] = [];
  const equity: number[] = [];
  let cash = settings.cash;
  let held: Held | null = null;
  let leaves = false;
  let enters: Pick<Held, "side" | "stop" | "target"> | null = null;
  const taker = (base: number, way: number): number =>
    way > 0 ? up(tick, base * (1 + slip)) : down(tick, base * (1 - slip));
  const sell = (from: Held, bar: number, price: number, feeRate: number, reason: string): void => {
    const fee = from.qty * price * feeRate;
    cash += from.side * from.qty * price - fee;
    const pnl = from.side * (price - from.price) * from.qty - from.fee - fee + from.funding;
    const { side, qty, bar: entryBar, price: entryPrice } = from;
    trades.push({ entryBar, exitBar: bar, side, qty, entryPrice, exitPrice: price, pnl, reason });
  };
  const pay = (after: number, until: number, price: number): void => {
    if (market !== "swap" || settings.funding === null || held === null) return;
    for (const [row, time] of settings.funding.time.entries()) {
      if (time <= after || time > until) continue;
      const amount = -held.side * held.qty * price * at(settings.funding.rate, row);
      cash += amount;
      held.funding += amount;
    }
  };
  const enter = (order: Pick<Held, "side" | "stop" | "target">, bar: number, open: number): Held | null => {
    const price = taker(open, order.side);
    const { type, value } = settings.sizing;
    const asked =
      type === "units" ? value : type === "quote" ? value / price : ((value / 100) * cash) / (price * (1 + takerFee));
    const qty = down(lot, asked);
    const fee = qty * price * takerFee;
    if (!(qty > 0) || qty * price < settings.minNotional || (qty * price) / leverage + fee > cash) return null;
    cash -= order.side * qty * price + fee;
    return { ...order, qty, price, fee, bar, funding: 0 };
  };
  const exit = (from: Held, i: number): boolean => {
    const [open, high, low] = [at(bars.open, i), at(bars.high, i), at(bars.low, i)];
    const { side, price } = from;
    const liquidation =
      market === "spot" || (side > 0 && leverage === 1)
        ? Number.NaN
        : (price * (1 - side / leverage)) / (1 - side * maintenanceMargin);
    const isFirst = !Number.isNaN(liquidation) && !(side > 0 ? from.stop >= liquidation : from.stop <= liquidation);
    const level = isFirst ? liquidation : from.stop;
    if (side > 0 ? low <= level : high >= level) {
      const base = side > 0 ? Math.min(open, level) : Math.max(open, level);
      sell(from, i, taker(base, -side), takerFee, isFirst ? "liquidation" : "stop");
      return true;
    }
    if (!(side > 0 ? high >= from.target : low <= from.target)) return false;
    const base = side > 0 ? Math.max(open, from.target) : Math.min(open, from.target);
    sell(from, i, side > 0 ? down(tick, base) : up(tick, base), makerFee, "target");
    return true;
  };
  for (let i = 0; i < bars.length; i += 1) {
    const [time, open, close] = [at(bars.time, i), at(bars.open, i), at(bars.close, i)];
    const end = i === 0 ? Number.NEGATIVE_INFINITY : at(bars.time, i - 1) + barMs - 1;
    pay(end, time - 1, at(bars.close, i - 1));
    pay(Math.max(end, time - 1), time, open);
    if (held !== null && leaves) {
      sell(held, i, taker(open, -held.side), takerFee, "signal");
      held = null;
    }
    if (held === null && enters !== null) held = enter(enters, i, open);
    leaves = false;
    enters = null;
    pay(time, time + barMs - 1, open);
    if (held !== null && exit(held, i)) held = null;
    equity.push(cash + (held === null ? 0 : held.side * held.qty * close));
    if (i === 0) continue;
    const bit = bits[i] ?? 0;
    const now: Held | null = held;
    const wants = (side: 1 | -1): boolean => (bit & (side > 0 ? SIGNAL.enterLong : SIGNAL.enterShort)) > 0;
    let side: 1 | -1 | null = null;
    if (now === null) side = wants(1) ? 1 : wants(-1) ? -1 : null;
    else if ((bit & (now.side > 0 ? SIGNAL.exitLong : SIGNAL.exitShort)) > 0) {
      leaves = true;
      const other = now.side > 0 ? -1 : 1;
      side = wants(other) ? other : null;
    }
    if (side === null) continue;
    const stop = strategy.protect?.stop(columns, {}, i, side > 0 ? "long" : "short") ?? Number.NaN;
    const target = strategy.protect?.target(columns, {}, i, side > 0 ? "long" : "short") ?? Number.NaN;
    const [below, above] = side > 0 ? [down, up] : [up, down];
    enters = { side, stop: below(tick, stop), target: above(tick, target) };
  }
  return { trades, equity };
}

it("trades as the rules do when they are written down a second time, plainly", { timeout: 60_000 }, () => {
  let seen = 0;
  const reasons = new Set<string>();
  fc.assert(
    fc.property(anyRun, ({ bars, settings, seed }) => {
      const strategy = noisySignals(seed);
      const wanted = naive(bars, strategy, settings);
      const { trades, equity, open } = runBacktest(bars, strategy, {}, settings);
      const near = (got: number | undefined, want: number, name: string): void =>
        expect(Math.abs((got ?? Number.NaN) - want), `${name}: ${got} for ${want}`).toBeLessThan(
          1e-8 * Math.max(1, Math.abs(want), settings.cash),
        );
      expect(trades.length).toBe(wanted.trades.length);
      for (const [row, want] of wanted.trades.entries()) {
        const { entryBar, exitBar, side, reason } = want;
        expect([trades.entryBar[row], trades.exitBar[row], trades.side[row]]).toEqual([entryBar, exitBar, side]);
        expect(EXIT_REASONS[trades.exitReason[row] ?? -1]).toBe(reason);
        for (const name of ["qty", "entryPrice", "exitPrice", "pnl"] as const)
          near(trades[name][row], want[name], name);
        reasons.add(reason);
        seen += 1;
      }
      for (const [i, value] of wanted.equity.entries()) near(equity[i], value, `equity at ${i}`);
      // what was won, and what is still open, is all that the account changed by
      const won = trades.pnl.reduce((sum, pnl) => sum + pnl, 0);
      const close = bars.close[bars.length - 1] ?? Number.NaN;
      const waiting = open.reduce(
        (sum, { side, qty, entryPrice, entryFee, funding }) =>
          sum + (side === "long" ? 1 : -1) * qty * (close - entryPrice) - entryFee + funding,
        0,
      );
      near(equity[bars.length - 1], settings.cash + won + waiting, "sum of trades");
    }),
    { numRuns: 400 },
  );
  expect(seen).toBeGreaterThan(1_000);
  expect([...reasons].sort()).toEqual(["liquidation", "signal", "stop", "target"]);
});
