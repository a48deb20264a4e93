import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { createTestClock } from "@/lib/testing/test-clock";
import type { Instrument } from "@/lib/trading/market/instrument";
import { CcxtFeed } from "./ccxt-feed.ts";
import { rewriteUrls } from "./rewrite-urls.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const spotMarket = (base: string, tick: string, lot: string) => ({
  symbol: `${base}USDT`,
  status: "TRADING",
  baseAsset: base,
  quoteAsset: "USDT",
  isSpotTradingAllowed: true,
  permissions: ["SPOT"],
  permissionSets: [["SPOT"]],
  orderTypes: ["LIMIT", "MARKET"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000", tickSize: tick },
    { filterType: "LOT_SIZE", minQty: lot, maxQty: "9000", stepSize: lot },
    { filterType: "NOTIONAL", minNotional: "5.00000000" },
  ],
});

/** Speaks as much of Binance's public REST as a price needs; no websockets, as a network that lets only HTTP through. */
async function serveBinance(faults = 0): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  let left = faults;
  let asked = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://local");
    paths.push(url.pathname);
    const send = (body: unknown, status = 200) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === "/api.binance.com/api/v3/exchangeInfo")
      return send({
        timezone: "UTC",
        serverTime: 1,
        symbols: [spotMarket("BTC", "0.01", "0.00001"), spotMarket("ETH", "0.01", "0.0001")],
      });
    if (url.pathname === "/fapi.binance.com/fapi/v1/exchangeInfo") return send({ symbols: [] });
    if (url.pathname.startsWith("/api.binance.com/api/v3/ticker/")) {
      if (left > 0) {
        left -= 1;
        return send({ code: -1000, msg: "busy" }, 503);
      }
      asked += 1;
      const symbol = url.searchParams.get("symbol") ?? "BTCUSDT";
      const bid = 65_000 + asked;
      return send({
        symbol,
        bidPrice: String(bid),
        askPrice: String(bid + 0.5),
        lastPrice: String(bid + 0.25),
        closeTime: 1_704_067_200_000 + asked,
        openTime: 1,
        count: 1,
      });
    }
    return send({ code: -1, msg: "not here" }, 404);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}

async function collect(url: string, count: number, symbols = ["BTC/USDT"], onTick?: (ticker: Ticker) => Promise<void>) {
  const ticks: Ticker[] = [];
  const instruments: Instrument[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const nothing = () => undefined;
  const feed = new CcxtFeed({
    urls: { binance: url },
    clock: createTestClock("2026-01-15T12:00:00Z"),
    log: {
      debug: nothing,
      info: nothing,
      error: nothing,
      warn: (fields) => void warnings.push(JSON.stringify(fields)),
    },
    watched: () => Promise.resolve(symbols.map((symbol) => ({ exchange: "binance", symbol }))),
    pollMs: 1,
    sleep: (ms, signal) => delay(ms >= 10_000 ? 5_000 : Math.min(ms, 10), undefined, { signal }).catch(nothing),
  });
  await feed.run(
    {
      async onTick(ticker) {
        ticks.push(ticker);
        if (ticks.length >= count) stop.abort();
        await onTick?.(ticker);
      },
      onRest: () => Promise.resolve(),
      onInstrument: async (_exchange, instrument) => void instruments.push(instrument),
    },
    stop.signal,
  );
  return { ticks, instruments, warnings };
}

it("keeps the old host as first path segment, in REST and websocket addresses", () => {
  const urls = {
    public: "https://api.binance.com/api/v3",
    ws: { spot: "wss://stream.binance.com:9443/ws" },
    note: "none",
  };
  expect(rewriteUrls(urls, "http://127.0.0.1:9001/")).toEqual({
    public: "http://127.0.0.1:9001/api.binance.com/api/v3",
    ws: { spot: "ws://127.0.0.1:9001/stream.binance.com:9443/ws" },
    note: "none",
  });
  expect(rewriteUrls("wss://x/y", "https://proxy.example")).toBe("wss://proxy.example/x/y");
});

it("polls prices where the stream cannot be had, with the exchange's time and ours", { timeout: 20_000 }, async () => {
  const { url, paths } = await serveBinance();
  const { ticks, instruments, warnings } = await collect(url, 3);
  expect(ticks.slice(0, 2)).toMatchObject([
    {
      exchange: "binance",
      symbol: "BTC/USDT",
      source: "exchange",
      receivedAt: utcMs(new Date("2026-01-15T12:00:00Z")),
    },
    { symbol: "BTC/USDT" },
  ]);
  expect(ticks.map(({ bid, ask, last }) => [plain(bid), plain(ask), plain(last)])[0]).toEqual([
    "65001",
    "65001.5",
    "65001.25",
  ]);
  expect(ticks[0]?.exchangeAt).toBe(1_704_067_200_001);
  expect(
    instruments.map(({ symbol, tick, lot, minNotional, takerBps }) => [
      symbol,
      ...[tick, lot, minNotional, takerBps].map(plain),
    ]),
  ).toEqual([["BTC/USDT", "0.01", "0.00001", "5", "10"]]);
  expect(warnings.filter((text) => text.includes(`"how":"stream"`))).toHaveLength(1);
  expect(paths.every((path) => /^\/(f?api\.binance\.com|stream\.binance\.com)/.test(path))).toBe(true);
});

it("goes on after the exchange answered with errors", { timeout: 20_000 }, async () => {
  const { url } = await serveBinance(2);
  const { ticks, warnings } = await collect(url, 2);
  expect(ticks).toHaveLength(2);
  expect(warnings.filter((text) => text.includes(`"how":"poll"`))).toHaveLength(2);
});

it("hands over one price at a time, whatever the symbol", { timeout: 20_000 }, async () => {
  const { url } = await serveBinance();
  let inside = 0;
  let most = 0;
  await collect(url, 10, ["BTC/USDT", "ETH/USDT"], async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
  });
  expect(most).toBe(1);
});

it("ends when the reader cannot go on, so that a price is never lost in silence", { timeout: 20_000 }, async () => {
  const { url } = await serveBinance();
  await expect(collect(url, 10, ["BTC/USDT"], () => Promise.reject(new Error("database gone")))).rejects.toThrow(
    "database gone",
  );
});
