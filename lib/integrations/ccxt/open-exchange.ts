import type { Exchange } from "ccxt";
import { AppError } from "@/lib/kernel/errors";
import { holdRejections } from "./hold-rejections.ts";
import { loadCcxt } from "./load-ccxt.ts";
import { rewriteUrls } from "./rewrite-urls.ts";

/** Of these venues only spot and linear perpetuals are traded here; their other markets would be asked for and thrown away. */
const MARKET_TYPES: Readonly<Record<string, readonly string[]>> = {
  binance: ["spot", "linear"],
  bybit: ["spot", "linear"],
};

const TIMEOUT_MS = 10_000;

/** A key in ccxt's words, and whether it is one of the exchange's test network. */
export interface ExchangeAccount {
  /** Absent: only what is public can be asked. */
  readonly secrets?: { readonly apiKey: string; readonly secret: string; readonly password?: string };
  readonly testnet: boolean;
  /** ccxt then hands out texts for numbers, so that no amount passes through a float (its types still say number). */
  readonly exactNumbers?: boolean;
}

/**
 * A client of an exchange, websocket methods included; without `account` it can only ask what is public.
 * @param url EXCHANGE_URL_<ID>; undefined: the exchange itself
 * @throws AppError "not_found" for an exchange that ccxt does not know
 */
export async function openExchange(id: string, url: string | undefined, account?: ExchangeAccount): Promise<Exchange> {
  const ccxt = await loadCcxt();
  const classes: Readonly<Record<string, unknown>> = { ...ccxt, ...ccxt.pro };
  const Class = ccxt.exchanges.includes(id) ? classes[id] : undefined;
  if (!isExchangeClass(Class)) throw new AppError("not_found", `ccxt knows no exchange "${id}".`);
  const types = MARKET_TYPES[id];
  const exchange = new Class({
    enableRateLimit: true,
    timeout: TIMEOUT_MS,
    ...account?.secrets,
    ...(account?.exactNumbers === true ? { number: String } : {}),
    ...(types === undefined ? {} : { options: { fetchMarkets: { types: [...types] } } }),
  });
  if (account?.testnet === true) exchange.setSandboxMode(true); // before the address is changed: it swaps the table of addresses
  if (url !== undefined) {
    exchange.urls.api = rewriteUrls(exchange.urls.api, url);
    if (url.startsWith("http:")) await exchange.loadHttpProxyAgent(); // without it ccxt refuses plain ws://
  }
  holdRejections(exchange);
  return exchange;
}

function isExchangeClass(value: unknown): value is new (config: object) => Exchange {
  return typeof value === "function";
}
