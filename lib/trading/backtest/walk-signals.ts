import { enters } from "../engine/read-signal.ts";
import type { Rules } from "../engine/rules.ts";
import { above, below } from "../engine/waiting-entry.ts";
import type { Bars } from "../market/bars.ts";
import { EXIT_REASONS, type Refusal } from "../orders/order.ts";
import { freeCash } from "../risk/free-cash.ts";
import { liquidationPrice } from "../risk/liquidation-price.ts";
import { sizeEntry } from "../risk/size-entry.ts";
import { nearerLevel } from "../simulated/bar-exits.ts";
import { makerPrice, takerPrice } from "../simulated/bar-price.ts";
import { type Columns, type ParameterValues, SIGNAL, type SignalStrategy } from "../strategies/strategy.ts";
import { nextSignal, type SignalColumn } from "./signal-column.ts";
import type { SignalLog } from "./signal-log.ts";

const ENTER = SIGNAL.enterLong | SIGNAL.enterShort;
const BY_SIGNAL = EXIT_REASONS.indexOf("signal");
const BY_STOP = EXIT_REASONS.indexOf("stop");
const BY_TARGET = EXIT_REASONS.indexOf("target");
const BY_LIQUIDATION = EXIT_REASONS.indexOf("liquidation");
const BY_END = EXIT_REASONS.indexOf("end");

/** An entry that the walk left open. */
export interface HeldEntry {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly bar: number;
  readonly price: number;
  readonly fee: number;
  /** NaN: none. */
  readonly stop: number;
  readonly target: number;
  readonly cashHeld: number;
}

export interface Walked {
  readonly cash: number;
  readonly held: HeldEntry | null;
  readonly barsInMarket: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}

/**
 * Trades a column of signals by the rules of `step`, which the tests hold it against to the last bit, but visits only the bars where
 * something happens: the next entry, the next exit of what is held, and between them, when there is a stop or a target, highs and lows.
 * Not for funding, which changes cash while a position is held. Trades go into `log`.
 */
export function walkSignals(
  strategy: SignalStrategy,
  parameters: ParameterValues,
  columns: Columns,
  signals: SignalColumn,
  rules: Rules,
  log: SignalLog,
): Walked {
  const { bars } = columns;
  const { open } = bars;
  const { settings } = rules;
  /** From here on nothing is decided: no bar comes after the last one. */
  const end = bars.length - 1;
  const refused: Partial<Record<Refusal, number>> = {};
  let cash = settings.cash;
  let held: HeldEntry | null = null;
  let barsInMarket = 0;
  let marketUntil = -1;
  let exitLongAt = 0;
  let exitShortAt = 0;
  log.trades.clear();

  // nothing is decided on bar 0 either
  let decided = nextSignal(signals, ENTER, 1, end);
  let side = decided < end ? enters(signals.bytes[decided] ?? 0, 0) : 0;
  while (side !== 0) {
    const bar = decided + 1;
    const base = open[bar] ?? Number.NaN;
    const price = takerPrice(rules, base, side);
    const stop = protectingPrice(strategy, "stop", parameters, columns, decided, side, rules);
    const target = protectingPrice(strategy, "target", parameters, columns, decided, side, rules);
    const qty = sizeEntry(settings.sizing, {
      side,
      price,
      stop,
      feeRate: settings.takerFee,
      equity: cash,
      freeCash: freeCash(cash, 0, base, settings.leverage),
      leverage: settings.leverage,
      lot: rules.lot,
      minNotional: settings.minNotional,
    });
    let next: number;
    if (typeof qty !== "number") {
      refused[qty] = (refused[qty] ?? 0) + 1;
      next = bar;
    } else {
      const notional = qty * price;
      const fee = notional * settings.takerFee;
      cash -= side * notional + fee;
      held = { side, qty, bar, price, fee, stop, target, cashHeld: cash };

      if (side > 0) {
        if (exitLongAt < bar) exitLongAt = nextSignal(signals, SIGNAL.exitLong, bar, end);
      } else if (exitShortAt < bar) exitShortAt = nextSignal(signals, SIGNAL.exitShort, bar, end);
      const exitDecided = side > 0 ? exitLongAt : exitShortAt;
      const level = adverseLevel(rules, side, stop, notional, qty);
      const touched = firstTouch(bars, side, level, target, bar, exitDecided);
      if (touched >= 0) {
        const wasTouched = side > 0 ? (bars.low[touched] ?? 0) <= level : (bars.high[touched] ?? 0) >= level;
        const first = open[touched] ?? Number.NaN;
        if (wasTouched) {
          const reason = level === stop ? BY_STOP : BY_LIQUIDATION;
          cash = sell(log, rules, held, touched, beyond(-side, first, level), false, reason, cash);
        } else cash = sell(log, rules, held, touched, beyond(side, first, target), true, BY_TARGET, cash);
        next = touched;
      } else if (exitDecided < end) {
        next = exitDecided + 1;
        cash = sell(log, rules, held, next, open[next] ?? Number.NaN, false, BY_SIGNAL, cash);
      } else {
        barsInMarket += end - bar + (bar === marketUntil ? 0 : 1);
        if (settings.atEnd === "keep") break;
        cash = sell(log, rules, held, end, bars[settings.atEnd][end] ?? Number.NaN, false, BY_END, cash);
        held = null;
        break;
      }
      held = null;
      barsInMarket += next - bar + (bar === marketUntil ? 0 : 1);
      marketUntil = next;
      if (touched < 0) {
        // sold at an open by a signal, which may have asked for the other side as well
        const turned = enters(signals.bytes[exitDecided] ?? 0, side);
        if (turned !== 0) {
          side = turned;
          decided = exitDecided;
          continue;
        }
      }
    }
    decided = nextSignal(signals, ENTER, next, end);
    side = decided < end ? enters(signals.bytes[decided] ?? 0, 0) : 0;
  }
  return { cash, held, barsInMarket, refused };
}

/** Stop or target of an entry decided at bar `i`, to the tick as an order's; NaN: none. */
function protectingPrice(
  { protect }: SignalStrategy,
  which: "stop" | "target",
  parameters: ParameterValues,
  columns: Columns,
  i: number,
  sign: 1 | -1,
  rules: Rules,
): number {
  if (protect === undefined) return Number.NaN;
  const price = protect[which](columns, parameters, i, sign > 0 ? "long" : "short");
  return which === "stop" ? below(rules, sign, price) : above(rules, sign, price);
}

/** Where the market takes the position from us: its stop, or the liquidation before it. */
function adverseLevel({ settings }: Rules, side: 1 | -1, stop: number, notional: number, qty: number): number {
  if (settings.market !== "swap") return stop;
  const { leverage, maintenanceMargin } = settings;
  return nearerLevel(side, stop, liquidationPrice(side, notional / qty, leverage, maintenanceMargin));
}

/** The level, or the open that lies beyond it: above it for a rise (1), below it for a fall (-1). */
function beyond(way: number, open: number, level: number): number {
  return way > 0 ? Math.max(open, level) : Math.min(open, level);
}

/** First bar of [from, to] that reaches the adverse level or the target; -1: none. */
function firstTouch(bars: Bars, side: number, level: number, target: number, from: number, to: number): number {
  if (Number.isNaN(level) && Number.isNaN(target)) return -1;
  const { low, high } = bars;
  if (side > 0) {
    for (let i = from; i <= to; i++) if ((low[i] ?? Number.NaN) <= level || (high[i] ?? Number.NaN) >= target) return i;
  } else {
    for (let i = from; i <= to; i++) if ((high[i] ?? Number.NaN) >= level || (low[i] ?? Number.NaN) <= target) return i;
  }
  return -1;
}

/** Writes the trade. @returns the cash after it */
function sell(
  log: SignalLog,
  rules: Rules,
  held: HeldEntry,
  exitBar: number,
  base: number,
  isMaker: boolean,
  reason: number,
  cash: number,
): number {
  const { side, qty } = held;
  const { settings } = rules;
  const price = isMaker ? makerPrice(rules, base, side > 0 ? -1 : 1) : takerPrice(rules, base, side > 0 ? -1 : 1);
  const notional = qty * price;
  const fee = notional * (isMaker ? settings.makerFee : settings.takerFee);
  const after = cash + (side * notional - fee);
  const fees = held.fee + fee;
  const grossPnl = side * (price - held.price) * qty;
  const row = log.addRow();
  const { columns } = log.trades;
  columns.side[row] = side;
  columns.qty[row] = qty;
  columns.entryBar[row] = held.bar;
  columns.exitBar[row] = exitBar;
  columns.entryPrice[row] = held.price;
  columns.exitPrice[row] = price;
  columns.stop[row] = held.stop;
  columns.target[row] = held.target;
  columns.fees[row] = fees;
  columns.funding[row] = 0;
  columns.grossPnl[row] = grossPnl;
  // no funding: 0 is added as step adds it, which turns -0 into 0
  columns.pnl[row] = grossPnl - fees + 0;
  columns.exitReason[row] = reason;
  columns.tag[row] = -1;
  log.cashHeld[row] = held.cashHeld;
  log.cashAfter[row] = after;
  return after;
}
