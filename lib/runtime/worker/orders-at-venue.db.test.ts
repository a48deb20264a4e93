import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Desk, decOf, openDesk } from "@/lib/features/orders/orders.fixture";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import type { FaultRule } from "@/lib/integrations/local/venue/faults/fault";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { roundAmount } from "@/lib/trading/market/instrument";
import { Leases } from "../leases.ts";
import { machineClock as clock, openVault } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

/** The order protocol over the real ccxt and the local exchange's HTTP, each account with one fault on the request that opens its trade. */
const db = testDb();
const { secrets, keyVault } = openVault();

const FAULTS: readonly (FaultRule | null)[] = [
  null,
  { kind: "hangAfter" },
  { kind: "resetBefore" },
  { kind: "unknownAfter" },
  { kind: "truncated" },
  { kind: "badGatewayBefore" },
  { kind: "lateArrival", ms: 3_000 },
  { kind: "insufficient" },
];

let venue: Venue;
let stop: () => Promise<void>;
const desks: { readonly desk: Desk; readonly account: string; readonly fault: FaultRule | null }[] = [];

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  const market = (): void => venue.setPrice({ symbol: "BTC/USDT", bid: "41999.99", ask: "42000" });
  market();
  // A market says its price again and again; an old one opens nothing.
  const pulse = setInterval(market, 1_000);
  for (const fault of FAULTS) {
    const desk = await openDesk(db, { ports: { clock, keyVault } });
    const { apiKey, apiSecret, account } = venue.makeKey({ exchange: "binance", rights: TRADE_ONLY });
    secrets.set(desk.keyId, { apiKey, apiSecret });
    if (fault !== null) venue.faults.arm({ ...fault, account, op: "place" });
    desks.push({ desk, account, fault });
  }
  const [first] = desks;
  if (first === undefined) throw new Error("no desk");
  const { ctx } = first.desk;
  const tradeVenues = createCcxtVenues({
    urlOf: () => venue.url,
    clock,
    log: ctx.log,
    mayTrade: true,
    timeoutMs: 2_000,
  });
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-accounts", log: ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts({ ...ctx, tradeVenues }, leases, undefined);
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

it("sends each entry once through every fault, and protects what filled", async () => {
  for (const { desk } of desks) {
    const entry = desk.entry("sig_a");
    // Old enough to be sent again after its absence was proven.
    await desk.plan(
      "sig_a",
      { bounds: entry.bounds === null ? null : { ...entry.bounds, maxAgeSec: 90 } },
      { freeQuote: dec(10_000) },
    );
  }
  const ended = ["FILLED", "CANCELLED", "REJECTED", "EXPIRED", "BLOCKED"];
  await vi.waitFor(
    async () => {
      const states = await Promise.all(desks.map(async ({ desk }) => (await desk.intent("sig_a")).state));
      expect(states.filter((state) => !ended.includes(state))).toEqual([]);
    },
    { timeout: 100_000, interval: 500 },
  );
  const outcome = await Promise.all(
    desks.map(async ({ desk, account, fault }) => {
      const { state, orders, reasonCode } = await desk.intent("sig_a");
      const there = venue.books.orders(account).filter(({ side }) => side === "BUY");
      expect(there.filter(({ filled }) => filled.gt(0)).length, fault?.kind ?? "none").toBeLessThanOrEqual(1);
      const executed = there.reduce((sum, { filled }) => sum.plus(filled), dec(0));
      const recorded = orders.reduce((sum, { filled }) => sum.plus(decOf(filled)), dec(0));
      expect(plain(recorded), fault?.kind ?? "none").toBe(plain(executed));
      return [fault?.kind ?? "none", state, orders.map(({ sends }) => sends), reasonCode];
    }),
  );
  const resent = ["hangBefore", "resetBefore", "unknownBefore", "badGatewayBefore"];
  expect(outcome).toEqual(
    desks.map(({ fault }) => {
      const kind = fault?.kind ?? "none";
      const state = kind === "partial" ? "CANCELLED" : kind === "insufficient" ? "REJECTED" : "FILLED";
      return [kind, state, [resent.includes(kind) ? 2 : 1], kind === "insufficient" ? "insufficient_funds" : null];
    }),
  );
  await vi.waitFor(
    async () => {
      for (const { desk, account, fault } of desks) {
        const position = await desk.position("sig_a");
        const stops = venue.books
          .orders(account)
          .filter(({ trigger, state }) => trigger !== null && state === "waiting");
        const sellable = roundAmount({ lot: dec("0.00001") }, decOf(position?.qty));
        expect(plain(stops.reduce((sum, { qty }) => sum.plus(qty), dec(0))), fault?.kind ?? "none").toBe(
          plain(sellable),
        );
      }
    },
    { timeout: 30_000, interval: 250 },
  );
}, 150_000);
