import { marketsOfKey } from "@/lib/features/exchange-keys/queries";
import type { Dec } from "@/lib/kernel/decimal";
import type { Asked, RequestPriority, Traded, VenueBalance } from "@/lib/ports/trade-venue";
import type { MarketKind } from "@/lib/trading/market/instrument";
import { type AccountWorth, accountWorth, isDollar } from "@/lib/trading/portfolio/account-worth";
import { fence, writeWorth } from "./account-repository.ts";
import { HELD_RENEW_MS, type Held, type WalletBalance } from "./holdings.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { feedOf, markOf } from "./quote-now.ts";
import { stopAtDrawdown } from "./stop-at-loss.ts";

/** Exchanges whose unified account shows one wallet for all markets (Bybit v5): it is counted once. */
const ONE_WALLET: ReadonlySet<string> = new Set(["bybit"]);

export interface MeasuredAccount extends AccountWorth {
  /** Of the market that was asked for. */
  readonly balances: readonly VenueBalance[];
  /** What every wallet has; a unified one stands under the market that was asked for. */
  readonly wallets: readonly WalletBalance[];
  /** Its swaps, of whoever traded them. */
  readonly contracts: Held["contracts"];
  /** Told before, not now; prices are those of now all the same. */
  readonly remembered: boolean;
}

/**
 * What an account is worth over all markets that its key may trade, in dollars, with the balances of `market`. One answer missing makes the
 * whole unknown: half an account would look like a loss.
 */
export async function measureAccount(
  ctx: OrderCtx,
  account: HeldAccount,
  market: MarketKind,
  /** How old balances may be that no order of ours has changed since. */
  heldMaxAgeMs: number,
  /** Of what is asked: whether an entry waits for it. */
  priority: RequestPriority,
): Promise<Asked<MeasuredAccount>> {
  const unified = ONE_WALLET.has(account.exchange);
  const known = account.holdings.recall(ctx.clock.now(), heldMaxAgeMs);
  const remembered = known !== null && (unified || known.markets.includes(market));
  const asked = remembered
    ? { ok: true as const, value: known }
    : await askHeld(ctx, account, market, unified, priority);
  if (!asked.ok) return asked;
  const { contracts } = asked.value;
  const wallets = asked.value.wallets.map((one) => (unified ? { ...one, market } : one));
  const prices = await pricesOf(ctx, account, wallets, priority);
  const held = await Promise.all(
    contracts.map(async (one) => ({
      ...one,
      quote: await markOf(ctx, account, one, priority),
    })),
  );
  const worth = accountWorth(wallets, held, (currency) => prices.get(currency) ?? null);
  const balances = wallets.filter((one) => one.market === market);
  return { ok: true, value: { ...worth, balances, wallets, contracts, remembered } };
}

async function askHeld(
  ctx: OrderCtx,
  account: HeldAccount,
  market: MarketKind,
  unified: boolean,
  priority: RequestPriority,
): Promise<Asked<Held>> {
  const keep = account.holdings.asking(ctx.clock.now());
  const markets = await marketsOf(ctx, account);
  const wallets = unified || !markets.includes(market) ? [market] : markets;
  const [balances, contracts] = await Promise.all([
    Promise.all(wallets.map((wallet) => account.trade.balances(wallet, priority))),
    markets.includes("swap") ? account.trade.positions() : null,
  ]);
  const all: WalletBalance[] = [];
  for (const [at, answer] of balances.entries()) {
    if (!answer.ok) return answer;
    all.push(...answer.value.map((one) => ({ ...one, market: wallets[at] ?? market })));
  }
  if (contracts !== null && !contracts.ok) return contracts;
  const value: Held = { markets: wallets, wallets: all, contracts: contracts?.value ?? [] };
  keep(value);
  return { ok: true, value };
}

/**
 * Measures the account and keeps it, with the most that it ever was since live began: drawdown is measured from there. @returns "overtaken": something
 * changed while it was asked for, and what it has by now is not known
 */
export async function keepWorth(ctx: OrderCtx, account: HeldAccount): Promise<"kept" | "overtaken" | "unanswered"> {
  const [market = "spot"] = await marketsOf(ctx, account);
  const measured = await measureAccount(ctx, account, market, HELD_RENEW_MS, "data");
  if (!measured.ok) return "unanswered";
  const isKnown = account.holdings.recall(ctx.clock.now(), HELD_RENEW_MS) !== null;
  await ctx.db.transaction(async (tx) => {
    const before = await fence(tx, account);
    await writeWorth(tx, account.keyId, measured.value, ctx.clock.now());
    await stopAtDrawdown(ctx, tx, account.userId, before, measured.value.usd);
  });
  return isKnown ? "kept" : "overtaken";
}

/** What the key may trade, as its exchange said when it was last checked; what the exchange offers where it said nothing. */
export async function marketsOf(ctx: OrderCtx, account: HeldAccount): Promise<readonly MarketKind[]> {
  const offered = ctx.tradeVenues.abilities.find(({ id }) => id === account.exchange)?.markets ?? ["spot"];
  const rights = await marketsOfKey(ctx.db, account.keyId);
  const allowed = offered.filter((market) => rights.includes(market));
  return allowed.length === 0 ? offered : allowed;
}

/** Whether our feed prices all that an account holds, so that measuring it by what is remembered asks nobody. */
export async function isPriced(ctx: OrderCtx, account: HeldAccount, { wallets, contracts }: Held): Promise<boolean> {
  const symbols = [...coinsIn(wallets).map(inDollars), ...contracts].map(({ symbol }) => symbol);
  const told = await Promise.all(symbols.map((symbol) => feedOf(ctx, account, symbol)));
  return told.every((one) => one !== null);
}

/** Bids in dollars of the coins that an account has. One that has no market in dollars counts for nothing. */
async function pricesOf(
  ctx: OrderCtx,
  account: HeldAccount,
  balances: readonly VenueBalance[],
  priority: RequestPriority,
): Promise<ReadonlyMap<string, Dec>> {
  const found = await Promise.all(
    coinsIn(balances).map(
      async (currency) => [currency, await markOf(ctx, account, inDollars(currency), priority)] as const,
    ),
  );
  return new Map(found.flatMap(([currency, quote]) => (quote === null ? [] : [[currency, quote.bid]])));
}

function coinsIn(balances: readonly VenueBalance[]): readonly string[] {
  const held = balances.filter(({ currency, total }) => !isDollar(currency) && total.gt(0));
  return [...new Set(held.map(({ currency }) => currency))];
}

function inDollars(currency: string): Traded {
  return { symbol: `${currency}/USDT`, market: "spot" };
}
