import { marketsOfKey } from "@/lib/features/exchange-keys/queries";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Asked, VenueBalance } from "@/lib/ports/trade-venue";
import type { MarketKind } from "@/lib/trading/market/instrument";
import { type AccountWorth, accountWorth } from "@/lib/trading/portfolio/account-worth";
import { fence, writeWorth } from "./account-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";

/** Exchanges whose unified account shows one wallet for all markets (Bybit v5): it is counted once. */
const ONE_WALLET: ReadonlySet<string> = new Set(["bybit"]);

export interface MeasuredAccount extends AccountWorth {
  /** Of the market that was asked for. */
  readonly balances: readonly VenueBalance[];
}

/**
 * What an account is worth over all markets that its key may trade, in dollars, with the balances of `market`. One answer missing makes the
 * whole unknown: half an account would look like a loss.
 */
export async function measureAccount(
  ctx: OrderCtx,
  account: HeldAccount,
  market: MarketKind,
): Promise<Asked<MeasuredAccount>> {
  const markets = await marketsOf(ctx, account);
  const wallets = ONE_WALLET.has(account.exchange) || !markets.includes(market) ? [market] : markets;
  const [balances, contracts] = await Promise.all([
    Promise.all(wallets.map((wallet) => account.trade.balances(wallet))),
    markets.includes("swap") ? account.trade.positions() : null,
  ]);
  const all: VenueBalance[] = [];
  for (const answer of balances) {
    if (!answer.ok) return answer;
    all.push(...answer.value);
  }
  if (contracts !== null && !contracts.ok) return contracts;
  const own = balances[wallets.indexOf(market)];
  const prices = await pricesOf(ctx, account, all);
  const held = await Promise.all(
    (contracts?.value ?? []).map(async (one) => ({
      ...one,
      quote: await ctx.prices.latest(account.exchange, one.symbol),
    })),
  );
  const worth = accountWorth(all, held, (currency) => prices.get(currency) ?? null);
  return { ok: true, value: { ...worth, balances: own?.ok === true ? own.value : [] } };
}

/** Measures the account and keeps it, with the most that it ever was since live began: drawdown is measured from there. */
export async function keepWorth(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  const [market = "spot"] = await marketsOf(ctx, account);
  const measured = await measureAccount(ctx, account, market);
  if (!measured.ok) return;
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    await writeWorth(tx, account.keyId, measured.value.usd);
  });
}

/** What the key may trade, as its exchange said when it was last checked; what the exchange offers where it said nothing. */
async function marketsOf(ctx: OrderCtx, account: HeldAccount): Promise<readonly MarketKind[]> {
  const offered = ctx.tradeVenues.abilities.find(({ id }) => id === account.exchange)?.markets ?? ["spot"];
  const rights = await marketsOfKey(ctx.db, account.keyId);
  const allowed = offered.filter((market) => rights.includes(market));
  return allowed.length === 0 ? offered : allowed;
}

/** Bids in dollars of the coins that an account has; the last known, however old: a coin is not worth nothing because its feed rests. */
async function pricesOf(
  ctx: OrderCtx,
  { exchange }: HeldAccount,
  balances: readonly VenueBalance[],
): Promise<ReadonlyMap<string, Dec>> {
  const currencies = [...new Set(balances.map(({ currency }) => currency))];
  const found = await Promise.all(
    currencies.map(async (currency) => [currency, await ctx.prices.latest(exchange, `${currency}/USDT`)] as const),
  );
  return new Map(found.flatMap(([currency, ticker]) => (ticker === null ? [] : [[currency, dec(ticker.bid)]])));
}
