import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { EXCHANGE } from "@/lib/features/copies/copies.fixture";
import { arrangeLive, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { machineClock as clock, openVault } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

/** A live copy of a perpetual over the real ccxt and the local exchange's HTTP: leverage, a short, an addition, and out. */
const db = testDb();
const SWAP = "BTC/USDT:USDT";
const { secrets, keyVault } = openVault();

let venue: Venue;
let live: LiveScene;
let wake: () => void;
let stop: () => Promise<void>;

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  live = await arrangeLive(db, { clock, keyVault });
  const market = (): void => {
    venue.setPrice({ symbol: "BTC/USDT", bid: "42000", ask: "42000.1" });
    live.scene.quote("42000", "42000.1", SWAP);
  };
  market();
  const pulse = setInterval(market, 1_000);
  const { ctx } = live;
  const tradeVenues = createCcxtVenues({ urlOf: () => venue.url, clock, log: ctx.log, mayTrade: true });
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-swaps", log: ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts({ ...ctx, tradeVenues }, leases, undefined);
  wake = accounts.wake;
  stop = async () => {
    clearInterval(pulse);
    await accounts.stop();
    await leases.stop();
  };
}, 60_000);
afterAll(async () => {
  await stop();
  await venue.close();
}, 60_000);

it("sets the leverage that both allow, sells short under the cap, follows an addition, and leaves with the signal", async () => {
  const { apiKey, apiSecret, account } = venue.makeKey({ exchange: EXCHANGE, rights: TRADE_ONLY });
  const me = await live.follow({
    sizing: ["quote", "500"],
    swap: true,
    limits: { symbols: [SWAP], maxLeverage: "3" },
  });
  secrets.set(me.ids.keyId, { apiKey, apiSecret });
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 25_000, interval: 100 });
  const held = () =>
    venue.books
      .allPositions()
      .filter((one) => one.account === account && !one.qty.isZero())
      .map(({ qty, leverage }) => [plain(qty), leverage]);
  const stops = () =>
    venue.books
      .orders(account)
      .filter(({ trigger, state }) => trigger !== null && state === "waiting")
      .map(({ side, qty, reduceOnly }) => [side, plain(qty), reduceOnly]);
  await until(async () => {
    const ready = await live.ctx.db.tradeAccount.findUnique({ where: { keyId: me.ids.keyId } });
    expect(ready?.state).toBe("READY");
  });

  const signalId = await live.open({
    symbol: SWAP,
    market: "swap",
    side: "SHORT",
    stop: "43000",
    targets: [["40000", "1"]],
    leverage: "5",
  });
  wake();
  // 500 / 42,000 to the lot of 0.001; the provider's 5 times are more than the follower's own 3.
  await until(() => expect([held(), stops()]).toEqual([[["-0.011", 3]], [["BUY", "0.011", true]]]));

  await live.event(signalId, "ADD", { fraction: "0.5", remaining: "1.5" });
  wake();
  await until(() => expect([held(), stops()]).toEqual([[["-0.016", 3]], [["BUY", "0.016", true]]]));

  await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
  wake();
  await until(async () => {
    expect([held(), stops()]).toEqual([[], []]);
    expect(await me.copy()).toMatchObject({ state: "CLOSED", position: { state: "CLOSED", side: "SHORT" } });
  });
}, 90_000);
