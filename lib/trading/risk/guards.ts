import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import { priceText } from "../market/price-text.ts";
import { isBetter, type Quote, type Side } from "../market/quote.ts";
import { slippageBps } from "../simulated/quote-fills.ts";

/** A market price older than this opens nothing. */
export const ENTRY_PRICE_MAX_AGE_MS = 30 * SECOND_MS;
/** One trade above this needs an identity; so does what lifts a UTC day's sum above the other (SPEC 6, Compliance). US dollars. */
const TRADE_WITHOUT_IDENTITY_USD = dec(10_000);
const DAY_WITHOUT_IDENTITY_USD = dec(50_000);

/** What a tenant may lose and send (SPEC 6, Guards). Money in US dollars; dollar coins count as dollars. */
export interface EntryLimits {
  readonly maxTradeUsd: Dec;
  readonly minTradeUsd: Dec;
  readonly portfolioRiskPct: Dec;
  readonly entriesPerDay: number;
  readonly symbols: readonly string[];
  readonly drawdownUsd: Dec;
  readonly runLossUsd: Dec;
  readonly apiErrorsPerMin: number;
  readonly maxLeverage: Dec;
  readonly identityVerified: boolean;
}

/** Everything that decides whether an order may open or enlarge a position, at one moment. */
export interface EntryFacts {
  readonly now: UtcMs;
  readonly tradingEnabled: boolean;
  readonly liveAllowed: boolean;
  /** The key is there, was confirmed within 24 h and is proven unable to withdraw. */
  readonly keyUsable: boolean;
  /** Kill switches that apply to this order, as they are called on screen, with the reason given. */
  readonly switches: readonly { readonly name: string; readonly reason: string }[];
  /** Why the account takes nothing new at present; null: it does. */
  readonly accountHeld: string | null;
  readonly errorsLastMinute: number;
  /** The account holds the other side of the same swap, or is about to: in one-way mode the exchange would make one position of both. */
  readonly opposite: boolean;
  readonly symbol: string;
  readonly currency: string;
  readonly side: Side;
  readonly qty: Dec;
  /** What the order would pay: the touch for market orders, the limit for others. */
  readonly price: Dec;
  readonly leverage: Dec;
  readonly stopLoss: Dec | null;
  readonly maxSlippageBps: number | null;
  /** What slippage is measured from. */
  readonly reference: Dec;
  /** The signal, or what its user asked for by hand, that it follows; null: of a session's own clock, which has no age. */
  readonly signal: { readonly at: UtcMs; readonly maxAgeSec: number; readonly byHand?: boolean } | null;
  readonly market: (Quote & { readonly at: UtcMs }) | null;
  readonly limits: EntryLimits;
  /** Sent today (UTC) before this one. */
  readonly today: { readonly entries: number; readonly usd: Dec };
  /** Dollars that one quote unit is worth at this check. */
  readonly usdPerQuote: Dec;
  /** Of the account, in dollars. */
  readonly equity: Dec;
  /** Quote units not bound by another order. */
  readonly free: Dec;
  /** Loss at the stops of all trades that are open or on their way, in dollars. */
  readonly openRisk: Dec;
  /** Equity's distance below its maximum since live began; realised loss of the run (a session, or a follow's UTC day). Dollars, 0 or more. */
  readonly drawdown: Dec;
  readonly runLoss: Dec;
}

export interface Guard {
  readonly code: string;
  /** Whether it is asked again when the order is about to leave, since only time can have changed its answer. */
  readonly atSending: boolean;
  /** The sentence that the user reads; null: nothing against it. */
  refuse(facts: EntryFacts): string | null;
}

export const GUARDS: readonly Guard[] = [
  guard("trading_off", true, (f) =>
    f.tradingEnabled ? null : "Trading is disabled. Set TRADING_ENABLED=True to enable.",
  ),
  guard("live_off", true, (f) =>
    f.liveAllowed ? null : "Live trading is switched off on this platform (ALLOW_LIVE).",
  ),
  guard("no_key", true, (f) => (f.keyUsable ? null : "No validated API keys")),
  guard("kill_switch", true, ({ switches: [first] }) =>
    first === undefined
      ? null
      : `${first.name} is stopped${first.reason === "" ? "" : `: ${first.reason}`}. No new trades are opened.`,
  ),
  guard("account_held", true, (f) => f.accountHeld),
  guard("api_errors", true, (f) =>
    f.errorsLastMinute < f.limits.apiErrorsPerMin
      ? null
      : `The exchange answered with ${f.errorsLastMinute} errors within a minute; from ${f.limits.apiErrorsPerMin} on nothing new is opened.`,
  ),
  guard("symbol", false, (f) =>
    f.limits.symbols.includes(f.symbol)
      ? null
      : `${f.symbol} is not among the symbols that you allowed: ${f.limits.symbols.join(", ")}.`,
  ),
  guard("opposite", false, (f) =>
    f.opposite
      ? `Your account already trades ${f.symbol} the other way; the exchange would set one against the other. Leave that trade first.`
      : null,
  ),
  guard("stop_missing", false, (f) =>
    f.stopLoss === null ? "The trade has no stop loss; every live trade needs one." : null,
  ),
  guard("slippage_missing", false, (f) =>
    f.maxSlippageBps === null ? "The trade has no bound on slippage; every live trade needs one." : null,
  ),
  guard("price_stale", true, ({ market, now, symbol }) => {
    if (market === null) return `There is no market price of ${symbol}.`;
    const age = now - market.at;
    return age <= ENTRY_PRICE_MAX_AGE_MS
      ? null
      : `The last price of ${symbol} is ${seconds(age)} old; at most 30 s are allowed.`;
  }),
  guard("too_old", true, ({ signal, now }) =>
    signal === null || now - signal.at <= signal.maxAgeSec * SECOND_MS
      ? null
      : `${signal.byHand === true ? "What you asked for" : "The signal"} is ${seconds(now - signal.at)} old; it allows ${signal.maxAgeSec} s.`,
  ),
  guard("moved", true, (f) => {
    if (f.maxSlippageBps === null || f.market === null) return null;
    const touch = f.side === "LONG" ? f.market.ask : f.market.bid;
    const moved = slippageBps(f.side, f.reference, touch);
    return moved.lte(f.maxSlippageBps)
      ? null
      : `The price moved ${plain(moved.toDecimalPlaces(1))} bps against you, from ${priceText(f.reference)} to ${priceText(touch)}; ${f.maxSlippageBps} bps are allowed.`;
  }),
  guard("past_stop", true, ({ stopLoss, market, side }) => {
    if (stopLoss === null || market === null) return null;
    const out = side === "LONG" ? market.bid : market.ask;
    return isBetter(side, out, stopLoss)
      ? null
      : `The price (${priceText(out)}) has already reached the stop at ${priceText(stopLoss)}.`;
  }),
  guard("min_trade", false, (f) =>
    usdOf(f).gte(f.limits.minTradeUsd)
      ? null
      : `The trade would be ${usd(usdOf(f))}; the smallest is ${usd(f.limits.minTradeUsd)}.`,
  ),
  guard("max_trade", false, (f) =>
    usdOf(f).lte(f.limits.maxTradeUsd)
      ? null
      : `The trade would be ${usd(usdOf(f))}; your limit is ${usd(f.limits.maxTradeUsd)} a trade.`,
  ),
  guard("leverage", false, (f) =>
    f.leverage.lte(f.limits.maxLeverage)
      ? null
      : `The trade would use ${plain(f.leverage)}x; your limit is ${plain(f.limits.maxLeverage)}x.`,
  ),
  guard("entries_day", false, (f) =>
    f.today.entries < f.limits.entriesPerDay
      ? null
      : `${f.today.entries} trades were opened today (UTC); your limit is ${f.limits.entriesPerDay} a day.`,
  ),
  guard("portfolio_risk", false, (f) => {
    const allowed = f.equity.times(f.limits.portfolioRiskPct).div(100);
    const risk = f.openRisk.plus(lossAtStop(f).times(f.usdPerQuote));
    return risk.lte(allowed)
      ? null
      : `All open trades together would lose ${usd(risk)} at their stops; your limit is ${plain(f.limits.portfolioRiskPct)} % of your equity, ${usd(allowed)}.`;
  }),
  guard("drawdown", false, (f) =>
    f.drawdown.lt(f.limits.drawdownUsd)
      ? null
      : `Your account is ${usd(f.drawdown)} below its highest value; at ${usd(f.limits.drawdownUsd)} nothing new is opened.`,
  ),
  guard("run_loss", false, (f) =>
    f.runLoss.lt(f.limits.runLossUsd)
      ? null
      : `This run has lost ${usd(f.runLoss)}; at ${usd(f.limits.runLossUsd)} nothing new is opened.`,
  ),
  guard("identity", false, (f) =>
    f.limits.identityVerified || usdOf(f).lte(TRADE_WITHOUT_IDENTITY_USD)
      ? null
      : "KYC verification required: one trade of more than 10,000 USD needs a verified identity.",
  ),
  guard("identity_day", false, (f) =>
    f.limits.identityVerified || f.today.usd.plus(usdOf(f)).lte(DAY_WITHOUT_IDENTITY_USD)
      ? null
      : "Daily limit exceeded: more than 50,000 USD on one day (UTC) needs a verified identity.",
  ),
  guard("no_funds", false, (f) => (f.free.gt(0) ? null : `No ${f.currency} available for trading`)),
  guard("funds", false, (f) => {
    const needed = notional(f).div(f.leverage);
    return needed.lte(f.free) ? null : `The trade needs ${money(f, needed)}; ${money(f, f.free)} are free.`;
  }),
];

/** Guards whose answer hangs on what the account has: on its worth, or on a size that was made of it. */
export const OF_BALANCES: ReadonlySet<string> = new Set([
  "min_trade",
  "max_trade",
  "portfolio_risk",
  "drawdown",
  "identity",
  "identity_day",
  "no_funds",
  "funds",
]);

/**
 * Why an order may not be sent; null: it may. An order that only reduces is never refused, whatever holds: leaving must always be possible.
 */
export function refuseOrder(
  purpose: "ENTRY" | "STOP" | "EXIT",
  facts: EntryFacts,
  at: "planning" | "sending",
): { readonly code: string; readonly text: string } | null {
  if (purpose !== "ENTRY") return null;
  for (const each of GUARDS) {
    if (at === "sending" && !each.atSending) continue;
    const text = each.refuse(facts);
    if (text !== null) return { code: each.code, text };
  }
  return null;
}

/** Of the whole trade, leverage in it: what compliance counts too. */
export function notional(order: { readonly qty: Dec; readonly price: Dec }): Dec {
  return order.qty.times(order.price);
}

/** What an order would lose at its stop, in quote units and before fees; everything where it has none. */
export function lossAtStop(order: { readonly qty: Dec; readonly price: Dec; readonly stopLoss: Dec | null }): Dec {
  return order.stopLoss === null ? notional(order) : order.price.minus(order.stopLoss).abs().times(order.qty);
}

function guard(code: string, atSending: boolean, refuse: Guard["refuse"]): Guard {
  return { code, atSending, refuse };
}

function usdOf(facts: EntryFacts): Dec {
  return notional(facts).times(facts.usdPerQuote);
}

function money({ currency }: EntryFacts, amount: Dec): string {
  return `${plain(amount.toDecimalPlaces(2))} ${currency}`;
}

function usd(amount: Dec): string {
  return `${plain(amount.toDecimalPlaces(2))} USD`;
}

function seconds(ms: number): string {
  // Up, so that what is too old never reads as just in time.
  return `${(Math.ceil(ms / 100) / 10).toFixed(1).replace(/\.0$/, "")} s`;
}
