import { enters } from "../engine/read-signal.ts";
import type { Rules } from "../engine/rules.ts";
import type { Bars } from "../market/bars.ts";
import type { Refusal } from "../orders/order.ts";
import { freeCash } from "../risk/free-cash.ts";
import { type SizingBasis, sizeEntry } from "../risk/size-entry.ts";
import { takerPrice } from "../simulated/bar-price.ts";
import { SIGNAL, type SignalStrategy } from "../strategies/strategy.ts";
import { BY_END, BY_SIGNAL } from "./held-entry.ts";
import type { SignalColumn } from "./signal-column.ts";
import { listEvents } from "./signal-events.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Walked } from "./walked.ts";

/** Nothing takes a position away inside a bar, no stop, no target, no liquidation: all fills are at opens. */
export function fillsAtOpens(strategy: SignalStrategy, { settings }: Rules): boolean {
  return strategy.protect === undefined && settings.market === "spot";
}

/**
 * `walkSignals` for what fills at opens alone, with the same bits: the events are listed first, so that the walk is one loop over few numbers
 * that lie side by side. Its account is in variables of its own and not in an object, whose floats the machine would keep in memory.
 */
export function walkOpens(bars: Bars, signals: SignalColumn, rules: Rules, log: SignalLog): Walked {
  const { settings } = rules;
  const { sizing, takerFee, atEnd } = settings;
  const { isWhole } = log;
  const end = bars.length - 1;
  const events = log.eventsOf(bars.length);
  const { bar: decided, bits, open } = events;
  const count = listEvents(signals, bars, 1, end, events);
  if (atEnd !== "keep") {
    // what is held after the last signal goes with the last bar
    decided[count] = end - 1;
    bits[count] = SIGNAL.exitLong | SIGNAL.exitShort;
    open[count] = (atEnd === "open" ? bars.open : bars.close)[end] ?? Number.NaN;
  }
  const rows = atEnd === "keep" ? count : count + 1;

  const basis = entryBasis(rules);
  const refused: Partial<Record<Refusal, number>> = {};
  let { cash } = settings;
  let side: -1 | 0 | 1 = 0;
  let qty = 0;
  let entryBar = 0;
  let entryPrice = 0;
  let entryFee = 0;
  let barsInMarket = 0;
  let marketUntil = -1;
  // an entry at each event but the last is the most there can be
  log.trades.clear();
  log.reserve(rows);
  const { columns } = log.trades;
  const { cashHeld, cashAfter } = log;
  let row = 0;

  for (let k = 0; k < rows; k++) {
    const event = bits[k] ?? 0;
    const turned = enters(event, side);
    if (side !== 0) {
      if ((event & (side > 0 ? SIGNAL.exitLong : SIGNAL.exitShort)) === 0) continue;
      const bar = (decided[k] ?? 0) + 1;
      const price = takerPrice(rules, open[k] ?? Number.NaN, side > 0 ? -1 : 1);
      const notional = qty * price;
      const fee = notional * takerFee;
      const fees = entryFee + fee;
      const grossPnl = side * (price - entryPrice) * qty;
      cashHeld[row] = cash;
      cash += side * notional - fee;
      cashAfter[row] = cash;
      columns.side[row] = side;
      columns.qty[row] = qty;
      columns.entryBar[row] = entryBar;
      columns.exitBar[row] = bar;
      // no funding: 0 is added as step adds it, which turns -0 into 0
      columns.pnl[row] = grossPnl - fees + 0;
      if (isWhole) {
        columns.entryPrice[row] = entryPrice;
        columns.exitPrice[row] = price;
        columns.stop[row] = Number.NaN;
        columns.target[row] = Number.NaN;
        columns.fees[row] = fees;
        columns.funding[row] = 0;
        columns.grossPnl[row] = grossPnl;
        columns.exitReason[row] = k === count ? BY_END : BY_SIGNAL;
        columns.tag[row] = -1;
      }
      row++;
      barsInMarket += bar - entryBar + (entryBar === marketUntil ? 0 : 1);
      marketUntil = bar;
      side = 0;
    }
    if (turned === 0) continue;
    const base = open[k] ?? Number.NaN;
    const price = takerPrice(rules, base, turned);
    basis.side = turned;
    basis.price = price;
    basis.equity = cash;
    basis.freeCash = freeCash(cash, 0, base, 1);
    const sized = sizeEntry(sizing, basis);
    if (typeof sized !== "number") {
      refused[sized] = (refused[sized] ?? 0) + 1;
      continue;
    }
    const notional = sized * price;
    side = turned;
    qty = sized;
    entryBar = (decided[k] ?? 0) + 1;
    entryPrice = price;
    entryFee = notional * takerFee;
    cash -= turned * notional + entryFee;
  }
  log.trades.length = row;
  if (side === 0) return { cash, held: null, barsInMarket, refused };
  barsInMarket += end - entryBar + (entryBar === marketUntil ? 0 : 1);
  const held = {
    side,
    qty,
    bar: entryBar,
    price: entryPrice,
    fee: entryFee,
    stop: Number.NaN,
    target: Number.NaN,
    cash,
  };
  return { cash, held, barsInMarket, refused };
}

type EntryBasis = { -readonly [Name in keyof SizingBasis]: SizingBasis[Name] };

function entryBasis({ settings, lot }: Rules): EntryBasis {
  const none = Number.NaN;
  const { takerFee: feeRate, leverage, minNotional } = settings;
  return { side: 1, price: none, stop: none, feeRate, equity: none, freeCash: none, leverage, lot, minNotional };
}
