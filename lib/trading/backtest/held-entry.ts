import type { Rules } from "../engine/rules.ts";
import type { Bars } from "../market/bars.ts";
import { EXIT_REASONS, type Refusal } from "../orders/order.ts";
import { freeCash } from "../risk/free-cash.ts";
import { liquidationPrice } from "../risk/liquidation-price.ts";
import { type SizingBasis, sizeEntry } from "../risk/size-entry.ts";
import { nearerLevel } from "../simulated/bar-exits.ts";
import { makerPrice, takerPrice } from "../simulated/bar-price.ts";
import type { SignalLog } from "./signal-log.ts";

const BY_STOP = EXIT_REASONS.indexOf("stop");
const BY_TARGET = EXIT_REASONS.indexOf("target");
const BY_LIQUIDATION = EXIT_REASONS.indexOf("liquidation");

/** The one entry that a walk over signals holds, changed in place: thousands of sets with thousands of trades make no object a trade. */
export class HeldEntry {
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
  /** Cash since its fill. */
  cashHeld = Number.NaN;
  readonly #basis: { -readonly [Name in keyof SizingBasis]: SizingBasis[Name] };

  constructor({ settings, lot }: Rules) {
    const { takerFee: feeRate, leverage, minNotional } = settings;
    const none = Number.NaN;
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

  /** Buys (sells short) at `price` with the market at `base`, flat before. @returns why not, or null */
  enter(rules: Rules, side: -1 | 1, bar: number, price: number, base: number, cash: number): Refusal | null {
    const { settings } = rules;
    const basis = this.#basis;
    basis.side = side;
    basis.price = price;
    basis.stop = this.stop;
    basis.equity = cash;
    basis.freeCash = freeCash(cash, 0, base, settings.leverage);
    const qty = sizeEntry(settings.sizing, basis);
    if (typeof qty !== "number") return qty;
    const notional = qty * price;
    const fee = notional * settings.takerFee;
    this.side = side;
    this.bar = bar;
    this.qty = qty;
    this.price = price;
    this.fee = fee;
    this.cashHeld = cash - (side * notional + fee);
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

  /** First bar of [bar, to] that reaches the adverse level or the target; -1: none. */
  firstTouch({ low, high }: Bars, to: number): number {
    const { side, adverse, target, bar } = this;
    if (Number.isNaN(adverse) && Number.isNaN(target)) return -1;
    if (side > 0) {
      for (let i = bar; i <= to; i++) {
        if ((low[i] ?? Number.NaN) <= adverse || (high[i] ?? Number.NaN) >= target) return i;
      }
    } else {
      for (let i = bar; i <= to; i++) {
        if ((high[i] ?? Number.NaN) >= adverse || (low[i] ?? Number.NaN) <= target) return i;
      }
    }
    return -1;
  }

  /** Leaves on a bar that touched, the adverse level first: a bar does not tell the order. @returns the cash after it */
  leaveTouched(log: SignalLog, rules: Rules, { open, high, low }: Bars, bar: number): number {
    const { side, adverse, target } = this;
    const first = open[bar] ?? Number.NaN;
    const isAdverse = side > 0 ? (low[bar] ?? Number.NaN) <= adverse : (high[bar] ?? Number.NaN) >= adverse;
    if (isAdverse) {
      const base = side > 0 ? Math.min(first, adverse) : Math.max(first, adverse);
      return this.leave(log, rules, bar, base, false, adverse === this.stop ? BY_STOP : BY_LIQUIDATION);
    }
    return this.leave(log, rules, bar, side > 0 ? Math.max(first, target) : Math.min(first, target), true, BY_TARGET);
  }

  /** Leaves with the market at `base` and writes the trade. @returns the cash after it */
  leave(log: SignalLog, rules: Rules, bar: number, base: number, isMaker: boolean, reason: number): number {
    const { side, qty } = this;
    const { settings } = rules;
    const sold = side > 0 ? -1 : 1;
    const price = isMaker ? makerPrice(rules, base, sold) : takerPrice(rules, base, sold);
    const notional = qty * price;
    const fee = notional * (isMaker ? settings.makerFee : settings.takerFee);
    const fees = this.fee + fee;
    const grossPnl = side * (price - this.price) * qty;
    const cash = this.cashHeld + (side * notional - fee);
    const row = log.addRow();
    const { columns } = log.trades;
    columns.side[row] = side;
    columns.qty[row] = qty;
    columns.entryBar[row] = this.bar;
    columns.exitBar[row] = bar;
    columns.entryPrice[row] = this.price;
    columns.exitPrice[row] = price;
    columns.stop[row] = this.stop;
    columns.target[row] = this.target;
    columns.fees[row] = fees;
    columns.funding[row] = 0;
    columns.grossPnl[row] = grossPnl;
    // no funding: 0 is added as step adds it, which turns -0 into 0
    columns.pnl[row] = grossPnl - fees + 0;
    columns.exitReason[row] = reason;
    columns.tag[row] = -1;
    log.cashHeld[row] = this.cashHeld;
    log.cashAfter[row] = cash;
    this.side = 0;
    return cash;
  }
}
