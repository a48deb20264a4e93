import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const MINUTE = 60_000;

/** An exchange on this machine, as EXCHANGE_URL_<ID> names one. */
export interface HistoryServer {
  readonly url: string;
  /** What was asked, in order: the last part of the path and `startTime` or `start`. */
  readonly asked: { readonly path: string; readonly since: number }[];
  /** Its own time; bars from `listedAt` on are on offer, the one of `now` still runs. */
  now: number;
  /** Answers the next requests for bars with it instead; undefined goes on as usual. */
  trouble: (() => { status: number; headers?: Record<string, string>; body: string } | undefined) | null;
  /** Changes bars before they are sent. */
  spoil: ((bar: string[]) => string[]) | null;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly now: number;
  readonly listedAt: number;
}

/** One bar a minute, its open telling its time, so that a wrong one is seen. */
export function barAt(
  time: number,
): [time: number, open: number, high: number, low: number, close: number, volume: number] {
  const open = 100 + ((time / MINUTE) % 50) / 8;
  return [time, open, open + 2, open - 2, open + 1, (time / MINUTE) % 7];
}

type Answer = (path: string, query: URLSearchParams, server: HistoryServer) => unknown;

async function serve(options: ServerOptions, answer: Answer): Promise<HistoryServer> {
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
    const path = pathname.split("/").slice(-2).join("/");
    const bars = /kline/.test(path);
    if (bars || /funding/i.test(path))
      server.asked.push({ path, since: Number(searchParams.get("startTime") ?? searchParams.get("start")) });
    const trouble = bars ? server.trouble?.() : undefined;
    if (trouble !== undefined) return send(response, trouble.status, trouble.body, trouble.headers);
    const body = answer(path, searchParams, server);
    send(response, body === null ? 404 : 200, JSON.stringify(body ?? { code: -1, msg: "not here" }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: HistoryServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: [],
    now: options.now,
    trouble: null,
    spoil: null,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
  return server;
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

/** Texts of the bars that open in [since, until], at most `limit`; the one that runs too. */
function barsOf(server: HistoryServer, listedAt: number, since: number, until: number, limit: number): string[][] {
  const bars: string[][] = [];
  const end = Math.min(until, server.now);
  for (let time = Math.max(since, listedAt); time <= end && bars.length < limit; time += MINUTE) {
    const bar = barAt(time).map(String);
    bars.push(server.spoil === null ? bar : server.spoil(bar));
  }
  return bars;
}

/** Binance's spot: `/api/v3/exchangeInfo`, `/time`, `/klines` (a page from `startTime` to `endTime`, at most 1,000). */
export function serveBinance(options: ServerOptions): Promise<HistoryServer> {
  return serve(options, (path, query, server) => {
    if (path === "v3/exchangeInfo") return { timezone: "UTC", serverTime: server.now, symbols: [binanceMarket] };
    if (path === "v1/exchangeInfo") return { symbols: [] };
    if (path === "v3/time") return { serverTime: server.now };
    if (path !== "v3/klines") return null;
    const until = Number(query.get("endTime") ?? server.now);
    return barsOf(server, options.listedAt, Number(query.get("startTime")), until, Number(query.get("limit"))).map(
      (bar) => [Number(bar[0]), ...bar.slice(1), Number(bar[0]) + MINUTE - 1, "0", 1, "0", "0", "0"],
    );
  });
}

/** Bybit's linear perpetuals: pages newest first, funding by `startTime` and `endTime`, at most 200 of the newest. */
export function serveBybit(options: ServerOptions & { readonly fundingEveryMs: number }): Promise<HistoryServer> {
  const listOf = (list: unknown[], time: number) => ({
    retCode: 0,
    retMsg: "OK",
    result: { category: "linear", list },
    time,
  });
  return serve(options, (path, query, server) => {
    if (path === "market/instruments-info")
      return listOf(
        query.get("category") === "linear" && query.get("status") === null ? [bybitMarket] : [],
        server.now,
      );
    if (path === "market/time") return listOf([], server.now);
    if (path === "market/kline")
      return listOf(
        barsOf(server, options.listedAt, Number(query.get("start")), server.now, Number(query.get("limit")))
          .map((bar) => [...bar, "0"])
          .reverse(),
        server.now,
      );
    if (path !== "funding/history") return null;
    const events: object[] = [];
    const first = Math.ceil(Math.max(options.listedAt, Number(query.get("startTime"))) / options.fundingEveryMs);
    for (
      let at = first * options.fundingEveryMs;
      at <= Math.min(server.now, Number(query.get("endTime")));
      at += options.fundingEveryMs
    )
      events.push({
        symbol: "BTCUSDT",
        fundingRate: rateText(at),
        fundingRateTimestamp: String(at + ((at / 3_600_000) % 3)),
      });
    return listOf(events.slice(-Number(query.get("limit"))).reverse(), server.now);
  });
}

export function rateText(at: number): string {
  return (((at / 3_600_000) % 9) / 100_000 - 0.00004).toFixed(8);
}

const binanceMarket = {
  symbol: "BTCUSDT",
  status: "TRADING",
  baseAsset: "BTC",
  quoteAsset: "USDT",
  isSpotTradingAllowed: true,
  permissions: ["SPOT"],
  permissionSets: [["SPOT"]],
  orderTypes: ["LIMIT", "MARKET"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
    { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000", stepSize: "0.00001" },
    { filterType: "NOTIONAL", minNotional: "5.00000000" },
  ],
};

const bybitMarket = {
  symbol: "BTCUSDT",
  contractType: "LinearPerpetual",
  status: "Trading",
  baseCoin: "BTC",
  quoteCoin: "USDT",
  settleCoin: "USDT",
  launchTime: "1585526400000",
  deliveryTime: "0",
  fundingInterval: 480,
  leverageFilter: { minLeverage: "1", maxLeverage: "100", leverageStep: "0.01" },
  priceFilter: { minPrice: "0.1", maxPrice: "199999.8", tickSize: "0.1" },
  lotSizeFilter: { maxOrderQty: "100", minOrderQty: "0.001", qtyStep: "0.001", minNotionalValue: "5" },
};
