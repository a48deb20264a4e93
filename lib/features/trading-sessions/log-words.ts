import type { TradeView } from "@/lib/features/backtests/view";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Refusal } from "@/lib/trading/orders/order";

const EXIT_WORDS: Readonly<Record<TradeView["exitReason"], string>> = {
  signal: "on the strategy's signal",
  stop: "at its stop",
  target: "at its target",
  trailing: "at its trailing stop",
  breakEven: "at its stop, moved to the entry",
  liquidation: "by liquidation",
  end: "at the end",
};

const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  no_cash: "there is not enough free cash",
  below_min_notional: "it is smaller than the smallest order",
  zero_quantity: "its quantity rounds to nothing",
  pyramiding: "as many entries are open as may be",
  opposite: "the other side is held",
  no_stop: "its size is by risk, and it has no stop",
  invalid_price: "its price is none",
};

export function entryText(side: 1 | -1, qty: number, price: number): string {
  return `${side > 0 ? "Bought" : "Sold short"} ${plain(qty)} at ${plain(price)}.`;
}

export function exitText(trade: TradeView, quote: string): string {
  const verb = trade.side === "LONG" ? "Sold" : "Bought back";
  return `${verb} ${plain(trade.qty)} at ${plain(trade.exitPrice)} ${EXIT_WORDS[trade.exitReason]}. Result ${signed(trade.pnl)} ${quote} after fees.`;
}

export function refusalText(reason: Refusal): string {
  return `An entry was not made: ${REFUSAL_WORDS[reason]}.`;
}

export function fundingText(amount: number, quote: string): string {
  return `${amount < 0 ? "Paid" : "Received"} ${plain(Math.abs(amount))} ${quote} of funding.`;
}

/** `from` is the first that is missing, `until` the open of the candle that came. */
export function gapText(from: number, until: number): string {
  return `There are no candles from ${minute(from)} to ${minute(until)} UTC. Nothing fills in a gap.`;
}

export function lateText(candles: number): string {
  return `Took ${candles} candles at once that had closed meanwhile, in their order.`;
}

function minute(at: number): string {
  return toIso(utcMs(at)).slice(0, 16).replace("T", " ");
}

/** To eight significant digits: the kernel's floats carry noise behind them. */
function plain(value: number): string {
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 8, useGrouping: false }).format(value);
}

function signed(value: number): string {
  const text = new Intl.NumberFormat("en", { maximumFractionDigits: 2, minimumFractionDigits: 2 }).format(
    Math.abs(value),
  );
  return value < 0 ? `−${text}` : `+${text}`;
}
