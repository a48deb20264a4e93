import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { OrderRequest, TradeAccount, Traded } from "@/lib/ports/trade-venue";
import type { VenueKey } from "../../local/venue/account.ts";
import { MAY_LEAVE, openedAt, orderOf, told } from "./open-account.fixture.ts";
import { VENUES } from "./venues/venues.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** Over the local stand-in, which checks signatures and keeps a ledger: the port's promises, the same for every exchange that it speaks. */
const CASES: readonly (readonly [exchange: string, of: Traded])[] = [
  ["binance", { symbol: "BTC/USDT", market: "spot" }],
  ["binance", { symbol: "BTC/USDT:USDT", market: "swap" }],
  ["bybit", { symbol: "BTC/USDT", market: "spot" }],
  ["bybit", { symbol: "BTC/USDT:USDT", market: "swap" }],
  ["mexc", { symbol: "BTC/USDT", market: "spot" }],
  ["bitget", { symbol: "BTC/USDT", market: "spot" }],
  ["bitget", { symbol: "BTC/USDT:USDT", market: "swap" }],
];

let venue: Venue;
beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  venue.setPrice({ symbol: "BTC/USDT", bid: "99.99", ask: "100.01", last: "100" });
  venue.setPrice({ symbol: "BTC/USDT:USDT", bid: "99.9", ask: "100.1", last: "100" });
  const first = await openedAt(venue.url, "binance", {}, venue.makeKey({ exchange: "binance", rights: TRADE_ONLY }));
  await first.close(); // ccxt is loaded here, which takes its time
});
afterAll(() => venue.close());

const ids = (() => {
  let last = 0;
  return () => (++last).toString(16).padStart(32, "0");
})();

describe.each(CASES)("%s %o", (exchange, of) => {
  const offered = VENUES.find(({ abilities }) => abilities.id === exchange)?.abilities;
  const since = utcMs(Date.now() - 120_000);
  let account: TradeAccount;
  let key: VenueKey;

  beforeEach(async () => {
    venue.setPrice({ symbol: "BTC/USDT", bid: "99.99", ask: "100.01", last: "100" });
    venue.setPrice({ symbol: "BTC/USDT:USDT", bid: "99.9", ask: "100.1", last: "100" });
    key = venue.makeKey({ exchange, rights: TRADE_ONLY });
    account = await openedAt(venue.url, exchange, {}, key);
  });
  afterEach(async () => {
    venue.faults.disarm();
    await account.close();
  });

  /** Silence is waited out; the other tests give a busy machine its time. */
  const impatient = async (kind: string) => {
    if (!kind.startsWith("hang")) return;
    await account.close();
    account = await openedAt(venue.url, exchange, { timeoutMs: 3_000 }, key);
  };
  const order = (fields: Partial<OrderRequest> = {}) =>
    orderOf({ ...of, clientOrderId: ids(), qty: dec("2"), price: dec("100.1"), ...fields });
  const place = (one: OrderRequest) => account.place(one, "open", MAY_LEAVE);
  const find = ({ clientOrderId }: OrderRequest) => account.find({ ...of, clientOrderId }, since);

  it("buys at the market: found filled, its fills and the balance to the last digit", async () => {
    const bought = order();
    expect(await place(bought)).toMatchObject({ kind: "accepted", order: { clientOrderId: bought.clientOrderId } });
    const found = told(await find(bought));
    expect(found).toMatchObject({ state: "filled", side: "BUY", type: "market" });
    const fills = told(await account.fills(of, since));
    const filled = fills.reduce((sum, { qty }) => sum.plus(qty), dec(0));
    expect(plain(filled)).toBe(plain(found?.filled ?? 0));
    expect(fills.every(({ venueOrderId }) => venueOrderId === found?.venueOrderId)).toBe(true);
    if (of.market === "swap") {
      const [position] = told(await account.positions());
      expect([position?.side, plain(position?.qty ?? 0)]).toEqual(["LONG", plain(filled)]);
      return;
    }
    const fee = fills
      .filter(({ feeCurrency }) => feeCurrency === "BTC")
      .reduce((sum, { fee: one }) => sum.plus(one), dec(0));
    const held = told(await account.balances("spot")).find(({ currency }) => currency === "BTC");
    expect(plain(held?.total ?? 0)).toBe(plain(filled.minus(fee)));
    if (offered?.marketBuyBy === "amount") expect(plain(filled)).toBe("2");
  });

  it("rests a limit order, lists it as ours, and cancels it", async () => {
    const resting = order({ type: "limit", price: dec("90") });
    const placed = await place(resting);
    expect(placed).toMatchObject({ kind: "accepted" });
    expect(told(await account.openOrders(of)).map(({ clientOrderId }) => clientOrderId)).toEqual([
      resting.clientOrderId,
    ]);
    expect(told(await account.openOrders()).map(({ symbol, qty }) => [symbol, plain(qty)])).toEqual([[of.symbol, "2"]]);
    const { clientOrderId } = resting;
    const venueOrderId = placed.kind === "accepted" ? placed.order.venueOrderId : null;
    const tells = exchange === "binance" && of.market === "spot";
    const end = tells ? { state: "cancelled", filled: dec(0) } : null;
    expect(await account.cancel({ ...of, clientOrderId, venueOrderId })).toEqual({ kind: "cancelled", end });
    expect(told(await find(resting))).toMatchObject({ state: "cancelled" });
    expect(await account.cancel({ ...of, clientOrderId, venueOrderId: null })).toEqual({ kind: "gone" });
  });

  it("lists after a start what rests at the symbols that it is told of", async () => {
    const resting = order({ type: "limit", price: dec("90") });
    await place(resting);
    const restarted = await openedAt(venue.url, exchange, {}, key);
    const listed = told(await restarted.openOrders(undefined, [of]));
    expect(listed.map(({ clientOrderId }) => clientOrderId)).toEqual([resting.clientOrderId]);
    await restarted.close();
  });

  it("does not leave an IOC order resting", async () => {
    const passing = order({ type: "limit", price: dec("90"), timeInForce: "IOC" });
    await place(passing);
    const found = told(await find(passing));
    expect(["cancelled", "expired", "rejected"]).toContain(found?.state);
    expect(told(await account.openOrders(of))).toEqual([]);
  });

  it("proves that an order is absent, by every list", async () => {
    expect(told(await find(order()))).toBeNull();
  });

  it("does not call an order absent that may still arrive", async () => {
    const { clientOrderId } = order();
    const justNow = await account.find({ ...of, clientOrderId }, utcMs(Date.now() - 5_000));
    const late = VENUES.find(({ abilities }) => abilities.id === exchange)?.arrivesWithinMs(of.market) ?? 0;
    expect(justNow).toMatchObject(late > 0 ? { ok: false, reason: "unreachable" } : { ok: true, value: null });
  });

  it.each(["resetAfter", "truncated", "unknownAfter", "badGatewayAfter", "hangAfter"] as const)(
    "leaves an order unknown after %s, and finds it done (O33)",
    async (kind) => {
      await impatient(kind);
      venue.faults.arm({ kind, account: key.account, op: "place" });
      const lost = order();
      expect(await place(lost)).toMatchObject({ kind: "unknown" });
      expect(told(await find(lost))).toMatchObject({ state: "filled" });
      expect(venue.books.orders(key.account)).toHaveLength(1);
    },
  );

  it.each(["resetBefore", "unknownBefore", "badGatewayBefore", "hangBefore"] as const)(
    "leaves an order unknown after %s, and finds it absent (O34)",
    async (kind) => {
      await impatient(kind);
      venue.faults.arm({ kind, account: key.account, op: "place" });
      const lost = order();
      expect(await place(lost)).toMatchObject({ kind: "unknown" });
      expect(told(await find(lost))).toBeNull();
      expect(venue.books.orders(key.account)).toHaveLength(0);
    },
  );

  it.each([
    ["insufficient", "insufficient_funds"],
    ["minNotional", "min_notional"],
    ["lotSize", "lot_size"],
    ["tooLarge", "too_large"],
    ["priceFilter", "price_filter"],
    ["duplicate", "duplicate_client_id"],
    ["halted", "market_closed"],
    ["revokedKey", "key_refused"],
    ["limited", "rate_limited"],
  ] as const)("calls %s what it is, having done nothing (O46, O47)", async (kind, code) => {
    venue.faults.arm({ kind, account: key.account, op: "place", ms: 1 });
    expect(await place(order({ type: "limit", price: dec("90") }))).toMatchObject({ kind: "refused", code });
    expect(venue.books.orders(key.account)).toHaveLength(0);
  });

  it("sets its clock by the venue's after a refusal for it, so that the next order passes (O48)", async () => {
    venue.faults.arm({ kind: "clockSkew", account: key.account, ms: 60_000, times: 3 });
    expect(await place(order())).toMatchObject({ kind: "refused", code: "clock_skew" });
  });

  it("closes a position with an order that only reduces", async () => {
    if (of.market === "spot") return;
    await place(order());
    expect(await place(order({ side: "SELL", reduceOnly: true }))).toMatchObject({ kind: "accepted" });
    expect(told(await account.positions())).toEqual([]);
    expect(await place(order({ side: "SELL", reduceOnly: true }))).toMatchObject({
      kind: "refused",
      code: "reduce_only",
    });
  });

  it("sets leverage, and takes 'as it was' for a yes (O51)", async () => {
    if (of.market === "spot") return;
    expect(await account.setLeverage(of, 3)).toEqual({ ok: true, value: null });
    expect(await account.setLeverage(of, 3)).toEqual({ ok: true, value: null });
  });

  it("is told by the private stream that something happened (O53)", async () => {
    if (offered?.privateStream !== true) return;
    const stop = new AbortController();
    let hints = 0;
    const watching = account.watch(() => {
      hints += 1;
    }, stop.signal);
    await vi.waitFor(
      async () => {
        await place(order({ type: "limit", price: dec("90") }));
        expect(hints).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 300 },
    );
    stop.abort();
    await watching;
  });

  it("keeps a stop at the venue until it is touched, and names its fills after it", async () => {
    if (offered?.restingStop[of.market] !== true) return;
    await place(order());
    const held = of.market === "swap" ? dec("2") : dec("1.9");
    const stop = order({
      side: "SELL",
      type: "stop",
      qty: held,
      price: null,
      trigger: dec("95"),
      reduceOnly: of.market === "swap",
    });
    expect(await account.place(stop, "protect", MAY_LEAVE)).toMatchObject({ kind: "accepted" });
    const listed = told(await account.openOrders(of)).find(({ clientOrderId }) => clientOrderId === stop.clientOrderId);
    expect(listed).toMatchObject({ type: "stop", state: "open", side: "SELL" });
    expect(plain(listed?.trigger ?? 0)).toBe("95");
    venue.setPrice({ symbol: of.symbol, bid: "94.4", ask: "94.6", last: "94.5" });
    const fired = told(await find(stop));
    expect(fired).toMatchObject({ state: "filled", clientOrderId: stop.clientOrderId });
    const sold = told(await account.fills(of, since)).filter(({ side }) => side === "SELL");
    expect(sold.map(({ venueOrderId, qty }) => [venueOrderId, plain(qty)])).toEqual([
      [fired?.venueOrderId, plain(held)],
    ]);
  });

  it("tells what the exchange closed by force, and of nothing else", async () => {
    if (of.market === "spot") return;
    await place(order({ qty: dec("200") }));
    await place(order({ side: "SELL", qty: dec("1"), price: dec("99.9"), reduceOnly: true }));
    venue.setPrice({ symbol: of.symbol, bid: "49.4", ask: "49.6", last: "49.5" });
    const fills = told(await account.fills(of, since));
    expect(fills.map(({ side, qty, price, forced }) => [side, plain(qty), plain(price), forced])).toEqual([
      ["BUY", "200", "100.1", undefined],
      ["SELL", "1", "99.9", undefined],
      ["SELL", "199", "49.4", "liquidation"],
    ]);
    expect(told(await account.positions())).toEqual([]);
  });

  it("cancels a resting stop by our id, and then knows it as cancelled", async () => {
    if (offered?.restingStop[of.market] !== true) return;
    await place(order());
    const { clientOrderId, ...stop } = order({
      side: "SELL",
      type: "stop",
      qty: dec("1"),
      price: null,
      trigger: dec("95"),
      reduceOnly: of.market === "swap",
    });
    await account.place({ ...stop, clientOrderId }, "protect", MAY_LEAVE);
    expect(await account.cancel({ ...of, clientOrderId, venueOrderId: null })).toEqual({
      kind: "cancelled",
      end: null,
    });
    expect(told(await account.openOrders(of))).toEqual([]);
    expect(told(await account.find({ ...of, clientOrderId }, since))).toMatchObject({ state: "cancelled" });
    expect(await account.cancel({ ...of, clientOrderId, venueOrderId: null })).toEqual({ kind: "gone" });
  });

  it("refuses a stop where none can rest, before anything is sent", async () => {
    if (offered?.restingStop[of.market] === true) return;
    const stop = order({ side: "SELL", type: "stop", price: null, trigger: dec("95") });
    expect(await place(stop)).toMatchObject({ kind: "refused", code: "not_supported" });
    expect(venue.books.orders(key.account)).toHaveLength(0);
  });
});
