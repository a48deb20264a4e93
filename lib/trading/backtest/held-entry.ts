import type { Rules } from "../engine/rules.ts";
import type { Bars } from "../market/bars.ts";
import { EXIT_REASONS, type ExitReason, type Refusal } from "../orders/order.ts";
import { freeCash } from "../risk/free-cash.ts";
import { liquidationPrice } from "../risk/liquidation-price.ts";
import { type SizingBasis, sizeEntry } from "../risk/size-entry.ts";
import { nearerLevel } from "../simulated/bar-exits.ts";
import { makerPrice, takerPrice } from "../simulated/bar-price.ts";
import type { SignalLog } from "./signal-log.ts";

/** By which a walk leaves, as indices of EXIT_REASONS. */
export const BY_SIGNAL = EXIT_REASONS.indexOf("signal" satisfies ExitReason);
const BY_STOP = EXIT_REASONS.indexOf("stop" satisfies ExitReason);
const BY_TARGET = EXIT_REASONS.indexOf("target" satisfies ExitReason);
const BY_LIQUIDATION = EXIT_REASONS.indexOf("liquidation" satisfies ExitReason);
export const BY_END = EXIT_REASONS.indexOf("end" satisfies ExitReason);

/**
 * The account of a walk over signals and the one entry it holds, changed in place: thousands of sets with thousands of trades make no
 * object a trade. Prices are read from the bars where they are used, because a float that is handed from call to call becomes an object.
 */
export class HeldEntry {
  cash: number;
  side: -1 | 0 | 1 = 0;
  bar = 0;
  qty = Number.NaN;
  price = Number.NaN;
  fee = Number.NaN;
  /** To the tick; NaN: none. */
  stop = Number.NaN;
  target = Number.NaN;
  /** Where the market takes it from us: its stop, or the liquidation before it. */
  adverse = Number.NaN;
  readonly #bars: Bars;
  readonly #rules: Rules;
  readonly #log: SignalLog;
  readonly #basis: { -readonly [Name in keyof SizingBasis]: SizingBasis[Name] };

  constructor(bars: Bars, rules: Rules, log: SignalLog) {
    const { takerFee: feeRate, leverage, minNotional, cash } = rules.settings;
    const none = Number.NaN;
    this.cash = cash;
    this.#bars = bars;
    this.#rules = rules;
    this.#log = log;
    const { lot } = rules;
    this.#basis = {
      side: 1,
      price: none,
      stop: none,
      feeRate,
      equity: none,
      freeCash: none,
      leverage,
      lot,
      minNotional,
    };
  }

  /** Buys (sells short) at the open of `bar`, flat before; stop and target were set. @returns why not, or null */
  enter(side: -1 | 1, bar: number): Refusal | null {
    const rules = this.#rules;
    const { settings } = rules;
    const base = this.#bars.open[bar] ?? Number.NaN;
    const price = takerPrice(rules, base, side);
    const basis = this.#basis;
    basis.side = side;
    basis.price = price;
    basis.stop = this.stop;
    basis.equity = this.cash;
    basis.freeCash = freeCash(this.cash, 0, base, settings.leverage);
    const qty = sizeEntry(settings.sizing, basis);
    if (typeof qty !== "number") return qty;
    const notional = qty * price;
    const fee = notional * settings.takerFee;
    this.side = side;
    this.bar = bar;
    this.qty = qty;
    this.price = price;
    this.fee = fee;
    this.cash -= side * notional + fee;
    this.adverse =
      settings.market === "swap"
        ? nearerLevel(
            side,
            this.stop,
            liquidationPrice(side, notional / qty, settings.leverage, settings.maintenanceMargin),
          )
        : this.stop;
    return null;
  }

  /** First bar from the entry's to `to` that reaches the adverse level or the target; -1: none. */
  firstTouch(to: number): number {
    const { side, adverse, target } = this;
    if (Number.isNaN(adverse) && Number.isNaN(target)) return -1;
    const { low, high } = this.#bars;
    if (side > 0) {
      for (let i = this.bar; i <= to; i++) {
        if ((low[i] ?? Number.NaN) <= adverse || (high[i] ?? Number.NaN) >= target) return i;
      }
    } else {
      for (let i = this.bar; i <= to; i++) {
        if ((high[i] ?? Number.NaN) >= adverse || (low[i] ?? Number.NaN) <= target) return i;
      }
    }
    return -1;
  }

  /** By what the bar that touched takes us out; the adverse level first, since a bar does not tell the order. */
  touchedBy(bar: number): number {
    const { side, adverse, stop } = this;
    const { low, high } = this.#bars;
    const isAdverse = side > 0 ? (low[bar] ?? Number.NaN) <= adverse : (high[bar] ?? Number.NaN) >= adverse;
    return isAdverse ? (adverse === stop ? BY_STOP : BY_LIQUIDATION) : BY_TARGET;
  }

  /** Leaves on this bar and writes the trade. */
  leave(bar: number, reason: number): void {
    const { side, qty, fee: entryFee } = this;
    const rules = this.#rules;
    const { settings } = rules;
    const isMaker = reason === BY_TARGET;
    const base = this.#exitBase(bar, reason);
    const price = isMaker ? makerPrice(rules, base, side > 0 ? -1 : 1) : takerPrice(rules, base, side > 0 ? -1 : 1);
    const notional = qty * price;
    const fee = notional * (isMaker ? settings.makerFee : settings.takerFee);
    const fees = entryFee + fee;
    const grossPnl = side * (price - this.price) * qty;
    const log = this.#log;
    const row = log.addRow();
    const { columns } = log.trades;
    log.cashHeld[row] = this.cash;
    this.cash += side * notional - fee;
    log.cashAfter[row] = this.cash;
    columns.side[row] = side;
    columns.qty[row] = qty;
    columns.entryBar[row] = this.bar;
    columns.exitBar[row] = bar;
    // no funding: 0 is added as step adds it, which turns -0 into 0
    columns.pnl[row] = grossPnl - fees + 0;
    if (log.isWhole) {
      columns.entryPrice[row] = this.price;
      columns.exitPrice[row] = price;
      columns.stop[row] = this.stop;
      columns.target[row] = this.target;
      columns.fees[row] = fees;
      columns.funding[row] = 0;
      columns.grossPnl[row] = grossPnl;
      columns.exitReason[row] = reason;
      columns.tag[row] = -1;
    }
    this.side = 0;
  }

  /** Where the market stands when we leave: the level, the open beyond it, or the open or close of the last bar. */
  #exitBase(bar: number, reason: number): number {
    const open = this.#bars.open[bar] ?? Number.NaN;
    if (reason === BY_SIGNAL) return open;
    if (reason === BY_END) return this.#rules.settings.atEnd === "open" ? open : (this.#bars.close[bar] ?? Number.NaN);
    if (reason === BY_TARGET) return this.side > 0 ? Math.max(open, this.target) : Math.min(open, this.target);
    return this.side > 0 ? Math.min(open, this.adverse) : Math.max(open, this.adverse);
  }
}
