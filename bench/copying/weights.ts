import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import type { AskedRequest } from "@/lib/integrations/ccxt/trade/open-trade-client";
import { VENUES } from "@/lib/integrations/ccxt/trade/venues/venues";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { OrderRequest, TradeAccount, Traded } from "@/lib/ports/trade-venue";
import { printTable } from "../table.ts";

/**
 * `npm run bench -- weights`: what each question to an exchange costs of the budget that all accounts of an address share, counted where requests leave
 * for the local exchange. Deterministic: nothing is timed.
 */
const TRADE_ONLY = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };
const AT = ["binance", "bybit", "mexc", "bitget"];

export async function benchWeights(): Promise<void> {
  const venue = await startVenue({ port: 0, startUsdt: "1000000" });
  const rows: (string | number)[][] = [];
  for (const { abilities, budget } of VENUES.filter(({ abilities: { id } }) => AT.includes(id)))
    for (const market of abilities.markets)
      rows.push([
        `${abilities.id} ${market}`,
        ...(await countOne(venue, abilities.id, market, abilities.restingStop[market])),
        budget.perSecond,
      ]);
  printTable(
    [
      "requests / weight",
      "open",
      "price",
      "balance",
      "contracts",
      "leverage",
      "order",
      "stop",
      "cancel",
      "find",
      "one symbol's orders",
      "all orders",
      "executions",
      "a second",
    ],
    rows,
  );
  await venue.close();
  process.exit();
}

async function countOne(venue: Venue, exchange: string, market: Traded["market"], stops: boolean): Promise<string[]> {
  venue.setPrice({ symbol: "BTC/USDT", bid: "42000", ask: "42000.01" });
  const asked: AskedRequest[] = [];
  const clock = { now: () => utcMs(Date.now()) };
  const quiet = () => undefined;
  const venues = createCcxtVenues({
    urlOf: () => venue.url,
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    mayTrade: true,
    onRequest: (request) => asked.push(request),
  });
  const open = async (): Promise<TradeAccount> => {
    const { apiKey, apiSecret, passphrase } = venue.makeKey({ exchange, rights: TRADE_ONLY });
    const opened = await venues.open(exchange, { apiKey, apiSecret, passphrase }, { testnet: false });
    if (!opened.ok) throw new Error(`${exchange}: ${opened.detail}`);
    return opened.value;
  };
  const count = async (work: () => Promise<unknown>): Promise<string> => {
    asked.length = 0;
    await work();
    const weight = asked.reduce((sum, one) => sum + one.weight, 0);
    return `${asked.length} / ${Number(weight.toFixed(2))}`;
  };
  const of: Traded = { symbol: market === "spot" ? "BTC/USDT" : "BTC/USDT:USDT", market };
  // Markets are loaded once for all accounts.
  await (await open()).close();
  const cells = [await count(async () => (await open()).close())];
  const account = await open();
  const began = clock.now();
  const order: OrderRequest = {
    ...of,
    clientOrderId: "0".repeat(32),
    side: "BUY",
    type: "limit",
    qty: dec("0.01"),
    price: dec("42100"),
    trigger: null,
    timeInForce: "IOC",
    reduceOnly: false,
  };
  const stop: OrderRequest = {
    ...order,
    clientOrderId: "1".repeat(32),
    side: "SELL",
    type: "stop",
    qty: dec("0.009"),
    price: dec("42000"),
    trigger: dec("41000"),
    timeInForce: "GTC",
    reduceOnly: market === "swap",
  };
  const leaves = () => Promise.resolve(true);
  const none = () => Promise.resolve("-");
  const swap = market === "swap";
  cells.push(
    await count(() => account.ticker(of)),
    await count(() => account.balances(market)),
    await (swap ? count(() => account.positions()) : none()),
    await (swap ? count(() => account.setLeverage(of, 2)) : none()),
    await count(() => account.place(order, "open", leaves)),
    await (stops ? count(() => account.place(stop, "protect", leaves)) : none()),
    await (stops ? count(() => account.cancel({ ...stop, venueOrderId: null })) : none()),
    await count(() => account.find(order, began)),
    await count(() => account.openOrders(of)),
    await count(() => account.openOrders(undefined, [of], [market])),
    await count(() => account.fills(of, began)),
  );
  await account.close();
  return cells;
}
