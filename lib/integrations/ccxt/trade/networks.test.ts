import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { LISTINGS } from "./listings.fixture.ts";
import { MAY_LEAVE, openedAt, orderOf, SECRETS, told, venuesAt } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: AnsweringServer;
beforeAll(async () => {
  server = await startAnsweringServer();
  for (const exchange of ["mexc", "bitget", "bybit", "binance"]) LISTINGS[exchange]?.(server);
  server.mark();
});
afterEach(() => server.reset());
afterAll(() => server.close());

const hosts = () => [...new Set(server.asked.map(({ path }) => path.split("/")[1]))].sort();

/** O52: a test account never reaches the live network, nor a live one the test network. */
describe.each([
  ["binance", ["api.binance.com", "fapi.binance.com"], ["testnet.binance.vision"]],
  ["bybit", ["api.bybit.com"], ["api-testnet.bybit.com"]],
] as const)("%s", (exchange, live, test) => {
  it.each([
    ["live", false, live],
    ["test", true, test],
  ] as const)("asks its %s network alone", async (_network, testnet, expected) => {
    const account = told(await venuesAt(server.url).open(exchange, SECRETS, { testnet }));
    await account.place(orderOf(), "open", MAY_LEAVE);
    await account.openOrders({ symbol: "BTC/USDT", market: "spot" });
    await account.close();
    expect(server.asked.some(({ method }) => method === "POST")).toBe(true);
    expect(hosts()).toEqual([...expected]);
  });
});

it.each(["mexc", "bitget", "binanceus"])("offers no test network of %s, whose sandbox is none", async (exchange) => {
  const answer = await venuesAt(server.url).open(exchange, SECRETS, { testnet: true });
  expect(answer).toMatchObject({ ok: false, reason: "key" });
  expect(server.asked).toEqual([]);
});

it("offers no exchange that it does not know", async () => {
  expect(await venuesAt(server.url).open("okx", SECRETS, { testnet: false })).toMatchObject({ ok: false });
});

it("opens nothing in a process that may not trade", async () => {
  const web = venuesAt(server.url, { mayTrade: false });
  expect(web.abilities.map(({ id }) => id)).toContain("binance");
  await expect(web.open("binance", SECRETS, { testnet: false })).rejects.toThrow("only the worker");
});

describe("Bitget's kind of account", () => {
  const settings = /\/api\/v3\/account\/settings$/;
  const open = () => venuesAt(server.url).open("bitget", SECRETS, { testnet: false });

  it("is taken from its own word: a classic one is traded", async () => {
    const account = await openedAt(server.url, "bitget");
    expect(server.asked.filter(({ path }) => settings.test(path))).toHaveLength(1);
    await account.place(orderOf(), "open", MAY_LEAVE);
    expect(server.asked.at(-1)?.path).toBe("/api.bitget.com/api/v2/spot/trade/place-order");
    await account.close();
  });

  it("is not guessed from silence or an error, as ccxt does", async () => {
    server.on("GET", settings, { status: 502, html: "<html>Bad Gateway</html>" });
    expect(await open()).toMatchObject({ ok: false, reason: "unreachable" });
    server.on("GET", settings, { fault: "reset" });
    expect(await open()).toMatchObject({ ok: false, reason: "unreachable" });
  });

  it("is refused in words where it is unified", async () => {
    server.on("GET", settings, {
      json: { code: "00000", msg: "success", requestTime: 1, data: { accountMode: "unified" } },
    });
    expect(await open()).toMatchObject({ ok: false, reason: "key", detail: expect.stringContaining("classic") });
  });
});

describe("the accounts of one exchange", () => {
  it("share its markets, loaded once without anyone's key", async () => {
    const venues = venuesAt(server.url);
    const first = told(await venues.open("binance", SECRETS, { testnet: false }));
    const second = told(await venues.open("binance", { ...SECRETS, apiKey: "other" }, { testnet: false }));
    expect(server.asked.filter(({ path }) => path.endsWith("exchangeInfo"))).toHaveLength(2); // spot and USD-M
    await Promise.all([first.close(), second.close()]);
  });

  it("all stop when the exchange limits one of them, exits too (O49)", async () => {
    const venues = venuesAt(server.url);
    const [first, second] = [
      told(await venues.open("binance", SECRETS, { testnet: false })),
      told(await venues.open("binance", { ...SECRETS, apiKey: "other" }, { testnet: false })),
    ];
    server.on("POST", /\/v3\/order$/, {
      status: 418,
      headers: { "retry-after": "120" },
      json: { code: -1003, msg: "Way too many requests; IP banned." },
    });
    expect(await first.place(orderOf(), "open", MAY_LEAVE)).toMatchObject({ kind: "refused", code: "rate_limited" });
    const sent = await second.place(orderOf(), "close", MAY_LEAVE);
    expect(sent).toMatchObject({ kind: "notSent", retryAfterMs: expect.any(Number) });
    if (sent.kind === "notSent") expect(sent.retryAfterMs).toBeGreaterThan(100_000);
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
    await Promise.all([first.close(), second.close()]);
  });

  it("wait with entries after ten failures in a row, while exits are tried, until it answers (O50)", async () => {
    let now = 0;
    const venues = venuesAt(server.url, { machine: { now: () => now, after: () => () => undefined } });
    const account = told(await venues.open("binance", SECRETS, { testnet: false }));
    expect(venues.health("binance")).toMatchObject({ healthy: true });
    server.on("GET", /\/v3\/openOrders$/, { status: 502, html: "<html>Bad Gateway</html>" });
    const ask = () => account.openOrders({ symbol: "BTC/USDT", market: "spot" });
    for (let failed = 0; failed < 10; failed += 1) expect(await ask()).toMatchObject({ reason: "unreachable" });
    expect(venues.health("binance")).toMatchObject({ healthy: false });
    server.asked.length = 0;
    expect(await ask()).toMatchObject({ ok: false, reason: "limited" });
    expect(await account.place(orderOf(), "open", MAY_LEAVE)).toMatchObject({ kind: "notSent" });
    expect(server.asked).toEqual([]);
    server.on("POST", /\/v3\/order$/, { status: 502, html: "<html>Bad Gateway</html>" });
    expect(await account.place(orderOf({ side: "SELL" }), "close", MAY_LEAVE)).toMatchObject({ kind: "unknown" });
    expect(server.asked).toHaveLength(1);
    now += 60_000;
    server.on("GET", /\/v3\/openOrders$/, { json: [] });
    expect(await ask()).toEqual({ ok: true, value: [] });
    expect(venues.health("binance")).toMatchObject({ healthy: true });
    await account.close();
  });

  it("can each ask for the time again after one was refused for its clock", async () => {
    const account = await openedAt(server.url, "binance");
    server.asked.length = 0;
    server.on("POST", /\/v3\/order$/, {
      status: 400,
      json: { code: -1021, msg: "Timestamp for this request is outside." },
    });
    expect(await account.place(orderOf(), "open", MAY_LEAVE)).toMatchObject({ kind: "refused", code: "clock_skew" });
    expect(server.asked.at(-1)?.path).toMatch(/\/time$/);
    await account.close();
  });
});
