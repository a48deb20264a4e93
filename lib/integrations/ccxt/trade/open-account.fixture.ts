import { dec } from "@/lib/kernel/decimal";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import type { Asked, OrderRequest, TradeAccount } from "@/lib/ports/trade-venue";
import { createTestClock } from "@/lib/testing/test-clock";
import { type CcxtVenuesOptions, createCcxtVenues } from "./create-ccxt-venues.ts";

export const BTC = { symbol: "BTC/USDT", market: "spot" } as const;
export const SWAP = { symbol: "BTC/USDT:USDT", market: "swap" } as const;
export const ID = "0123456789abcdef0123456789abcdef";

const nothing = () => undefined;

export function venuesAt(url: string, more: Partial<CcxtVenuesOptions> = {}) {
  return createCcxtVenues({
    urlOf: () => url,
    clock: createTestClock(new Date()),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    mayTrade: true,
    ...more,
  });
}

export const SECRETS = { apiKey: "key", apiSecret: "secret-canary", passphrase: "phrase-canary" };

/** @throws Error with what the exchange answered */
export async function openedAt(
  url: string,
  exchange: string,
  more: Partial<CcxtVenuesOptions> = {},
  secrets: ExchangeSecrets = SECRETS,
): Promise<TradeAccount> {
  return told(await venuesAt(url, more).open(exchange, secrets, { testnet: false }));
}

/** The answer to a question that must be answered. */
export function told<T>(asked: Asked<T>): T {
  if (!asked.ok) throw new Error(`${asked.reason}: ${asked.detail}`);
  return asked.value;
}

export function orderOf(fields: Partial<OrderRequest> = {}): OrderRequest {
  return {
    symbol: "BTC/USDT",
    market: "spot",
    clientOrderId: ID,
    side: "BUY",
    type: "market",
    qty: dec("0.3"),
    price: dec("65000"),
    trigger: null,
    timeInForce: "GTC",
    reduceOnly: false,
    ...fields,
  };
}

export const MAY_LEAVE = () => Promise.resolve(true);
