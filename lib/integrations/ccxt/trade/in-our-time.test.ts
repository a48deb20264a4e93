import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createIds, TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { dec } from "@/lib/kernel/decimal";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import { aheadOf } from "./in-our-time.ts";
import { MAY_LEAVE, openedAt, orderOf, told } from "./open-account.fixture.ts";

const AHEAD_MS = 7 * DAY_MS;
const OF = { symbol: "BTC/USDT", market: "spot" } as const;

let venue: Venue;
const ids = createIds();
const ours = () => utcMs(Date.now() + AHEAD_MS);

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  venue.setPrice({ symbol: "BTC/USDT", bid: "99.99", ask: "100.01", last: "100" });
  return () => venue.close();
});

async function accountAt(exchange: string): Promise<TradeAccount> {
  const key = venue.makeKey({ exchange, rights: TRADE_ONLY });
  const account = await openedAt(venue.url, exchange, { clock: { now: ours }, movedMs: () => AHEAD_MS }, key);
  onTestFinished(() => account.close());
  return account;
}

describe("an exchange that lives a week behind our clock", () => {
  it("tells what was executed since a time of ours, at a time of ours", async () => {
    const account = await accountAt("bybit");
    const began = ours();
    const bought = orderOf({ ...OF, clientOrderId: ids(), qty: dec("2"), price: dec("100.1") });
    expect(await account.place(bought, "open", MAY_LEAVE)).toMatchObject({ kind: "accepted" });
    const fills = told(await account.fills(OF, utcMs(began - 60_000)));
    expect(fills.length).toBeGreaterThan(0);
    for (const { at } of fills) expect(Math.abs(at - began)).toBeLessThan(60_000);
    expect(told(await account.find(bought, utcMs(began - 60_000)))).toMatchObject({ state: "filled" });
  });

  it("is not said to lack an order that may still arrive", async () => {
    const account = await accountAt("bitget");
    const swap = { symbol: "BTC/USDT:USDT", market: "swap", clientOrderId: ids() } as const;
    expect(await account.find(swap, utcMs(ours() - 5_000))).toMatchObject({ ok: false, reason: "unreachable" });
    expect(await account.find(swap, utcMs(ours() - 600_000))).toEqual({ ok: true, value: null });
  });
});

it.each([
  ["nothing is moved", 0, -500, 0],
  ["it lives by the world's clock", AHEAD_MS, 250, AHEAD_MS + 250],
  ["it was never asked for its time", AHEAD_MS, undefined, AHEAD_MS],
  ["it is moved along", AHEAD_MS, -AHEAD_MS + 40, 0],
])("is asked by its own time where %s", (_what, moved, difference, ahead) => {
  expect(aheadOf(moved, difference)).toBe(ahead);
});
