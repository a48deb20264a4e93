import { afterEach, beforeEach, expect, it } from "vitest";
import type { VenueKey } from "./account.ts";
import { TRADE_ONLY } from "./ccxt.fixture.ts";
import { startVenue, type Venue } from "./start-venue.ts";

let venue: Venue;
let key: VenueKey;

beforeEach(async () => {
  venue = await startVenue({ port: 0 });
  venue.setPrice({ symbol: "BTC/USDT", bid: "99.9", ask: "100.1", last: "100" });
  key = venue.makeKey({ exchange: "binance", rights: TRADE_ONLY });
});
afterEach(() => venue.close());

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${venue.url}${path}`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", headers });
const look = async () => (await fetch(`${venue.url}/account/${key.account}`)).text();

it("shows an account's money, orders and executions, and trades by hand", async () => {
  expect(await look()).toContain("10000");
  const path = `/account/${key.account}`;
  expect((await post(`${path}/trade`, { symbol: "BTC/USDT", side: "BUY", qty: "2", price: "" })).status).toBe(303);
  expect((await post(`${path}/trade`, { symbol: "BTC/USDT", side: "SELL", qty: "1", price: "120" })).status).toBe(303);
  const page = await look();
  expect(page).toContain("0.002 BTC");
  expect(page).toContain("Sell limit");
  const [order] = venue.books.open();
  expect((await post(`${path}/cancel`, { orderId: order?.id ?? "" })).status).toBe(303);
  expect(venue.books.open()).toHaveLength(0);
  expect(await look()).toContain("cancelled by the user");
  await post(`${path}/money`, { wallet: "swap", currency: "usdt", amount: "500", way: "out" });
  expect(venue.books.total(key.account, "swap", "USDT").toNumber()).toBe(9_500);
});

it.each([
  ["trade", { symbol: "BTC/USDT", side: "BUY", qty: "1000", price: "" }, "not enough free money"],
  ["trade", { symbol: "BTC/USDT", side: "BUY", qty: "much", price: "" }, "must be a number above 0"],
  ["trade", { symbol: "NO/USDT", side: "BUY", qty: "1", price: "" }, "does not list"],
  ["cancel", { orderId: "1" }, "not open"],
  ["money", { wallet: "spot", currency: "USDT", amount: "99999", way: "out" }, "less USDT free"],
])("says why a %s was not done", async (verb, fields, words) => {
  const answer = await post(`/account/${key.account}/${verb}`, fields);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(words);
});

it("makes a second key of the same account, and none by another site's page", async () => {
  const fields = { exchange: "binance", account: key.account, read: "on" };
  const second = await post("/keys", fields, { accept: "application/json" });
  expect(await second.json()).toMatchObject({ account: key.account, exchange: "binance", rights: { trade: false } });
  expect((await post("/keys", { ...fields, exchange: "bybit" })).status).toBe(422);
  expect((await post("/keys", fields, { "sec-fetch-site": "cross-site" })).status).toBe(403);
});
