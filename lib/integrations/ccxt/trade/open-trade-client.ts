import type { Exchange } from "ccxt";
import { AppError } from "@/lib/kernel/errors";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import type { RequestPriority } from "@/lib/ports/trade-venue";
import { openExchange } from "../open-exchange.ts";
import { presentCall } from "./calls.ts";
import { Unreadable } from "./read-order.ts";
import { HeldBack, type RequestBudget } from "./request-budget.ts";
import type { Venue } from "./venue.ts";

/** A request as the budget counts it. */
export interface AskedRequest {
  readonly exchange: string;
  readonly method: string;
  readonly path: string;
  readonly weight: number;
  readonly priority: RequestPriority;
}

export interface TradeClientOptions {
  readonly venue: Venue;
  readonly url: string | undefined;
  /** Absent: a client that asks what is public. */
  readonly secrets?: ExchangeSecrets;
  readonly testnet: boolean;
  readonly budget: RequestBudget;
  readonly timeoutMs: number;
  /** Told of each request that leaves. */
  readonly onRequest?: ((request: AskedRequest) => void) | undefined;
  /** What requests are stamped by; undefined: the machine's clock. */
  readonly now?: (() => number) | undefined;
}

/** How long an exchange bars an address that goes on, where it does not say. */
const BARRED_MS: Readonly<Record<number, number>> = { 429: 30_000, 418: 120_000 };

/**
 * ccxt's client for trading: every number a text, so that none passes through a float; nothing ever repeated by itself; every request through
 * the exchange's shared budget, weighed before it is signed (a signature that waits in line is refused for its age); and none to a host of the
 * other network.
 * @throws AppError "forbidden" where test and live network share a host
 */
export async function openTradeClient(options: TradeClientOptions): Promise<Exchange> {
  const { venue, url, secrets, testnet, timeoutMs, now } = options;
  const exchange = await openExchange(venue.abilities.id, url, {
    ...(secrets === undefined ? {} : { secrets: ccxtNames(secrets) }),
    testnet,
    exactNumbers: true,
  });
  Object.assign(exchange.options, venue.options, testnet ? venue.testOptions : {}, { maxRetriesOnFailure: 0 });
  exchange.timeout = timeoutMs;
  if (now !== undefined) {
    exchange.milliseconds = now;
    exchange.seconds = () => Math.floor(now() / 1_000);
  }
  const hostOf = hostReader(url, exchange.hostname);
  const hosts = addressesIn(exchange.urls.api).map(hostOf);
  const live = testnet
    ? addressesIn(Reflect.get(exchange.urls, "apiBackup")).map(hostReader(undefined, exchange.hostname))
    : [];
  if (hosts.length === 0 || hosts.some((host) => live.includes(host))) {
    await exchange.close();
    throw new AppError("forbidden", `${venue.abilities.name} has no test network of its own.`);
  }
  guard(exchange, options, (address) => hosts.includes(hostOf(address)));
  return exchange;
}

function guard(
  exchange: Exchange,
  { venue, budget, onRequest }: TradeClientOptions,
  mayAsk: (address: string) => boolean,
): void {
  exchange.enableRateLimit = false; // the budget is ours and shared
  const ask = exchange.fetch2.bind(exchange);
  exchange.fetch2 = async (path, api, method, params, headers, body, config) => {
    const cost = Number(exchange.calculateRateLimiterCost(api, method, path, params ?? {}, config ?? {}));
    const weight = venue.weigh({ api: String(api), path, method: method ?? "GET", cost: cost > 0 ? cost : 1 });
    const call = presentCall();
    const priority = call?.priority ?? "data";
    await budget.take(weight, priority);
    if (method !== "GET" && call?.mayLeave !== undefined && !(await call.mayLeave()))
      throw new HeldBack("The order is no longer wanted.", 0);
    onRequest?.({ exchange: venue.abilities.id, method: method ?? "GET", path, weight, priority });
    return ask(path, api, method, params, headers, body, config);
  };
  const send = exchange.fetch.bind(exchange);
  exchange.fetch = (address, method, headers, body) => {
    if (!mayAsk(String(address)))
      throw new AppError("forbidden", `A request to a host that is not ${venue.abilities.name}'s was stopped.`);
    presentCall()?.requests.push({ method: String(method ?? "GET"), url: String(address), answer: null });
    return send(address, method, headers, body);
  };
  const read = exchange.onRestResponse.bind(exchange);
  exchange.onRestResponse = (status, reason, address, method, headers, body, ...rest) => {
    const call = presentCall();
    const request = call?.requests.findLast((one) => one.url === address && one.answer === null);
    const json = jsonOf(body);
    if (request !== undefined) {
      request.answer = { status, headers, json };
      call?.received.push(request.answer);
    }
    const barred = BARRED_MS[status] ?? venue.barsMs?.(status, String(body)) ?? null;
    if (barred !== null) budget.bar(retryAfterMs(headers) ?? barred);
    // ccxt takes any text for an answer, MEXC's for the order's id
    if (status < 400 && json === undefined) throw new Unreadable("an answer that is no JSON");
    return read(status, reason, address, method, headers, body, ...rest);
  };
}

function ccxtNames({ apiKey, apiSecret, passphrase }: ExchangeSecrets) {
  return { apiKey, secret: apiSecret, ...(passphrase === undefined ? {} : { password: passphrase }) };
}

/** REST addresses in a table as ccxt writes it. */
function addressesIn(urls: unknown): string[] {
  if (typeof urls === "string") return /^https?:/.test(urls) ? [urls] : [];
  if (typeof urls !== "object" || urls === null) return [];
  return Object.values(urls).flatMap(addressesIn);
}

/** The venue's own host in an address, which EXCHANGE_URL_<ID> keeps as first path segment; "" for an address outside of it. */
function hostReader(base: string | undefined, hostname: string | undefined): (address: string) => string {
  const start = base === undefined ? /^https?:\/\// : `${base.replace(/\/+$/, "")}/`;
  return (address) => {
    const matched = typeof start === "string" ? (address.startsWith(start) ? start : null) : start.exec(address)?.[0];
    if (matched === null || matched === undefined) return "";
    return (address.slice(matched.length).split("/")[0] ?? "").replace("{hostname}", hostname ?? "");
  };
}

function jsonOf(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

function retryAfterMs(headers: unknown): number | null {
  if (typeof headers !== "object" || headers === null) return null;
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const seconds = Number(named);
  return named !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
