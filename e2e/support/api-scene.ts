import { type APIRequestContext, expect } from "@playwright/test";
import { accessToken, send } from "./api.ts";
import type { SandboxRole } from "./sign-in.ts";

export type Tokens = Readonly<Record<SandboxRole, string>>;

export interface Scene {
  readonly tokens: Tokens;
  readonly strategyId: string;
  readonly spareStrategyId: string;
  readonly subscriptionId: string;
  readonly spareSubscriptionId: string;
  readonly signalId: string;
  readonly signal: Readonly<Record<string, unknown>>;
  readonly positionId: string;
}

export function newStrategy(name: string): Readonly<Record<string, unknown>> {
  return {
    name,
    description: "A free strategy to send bad input to.",
    kind: "EXTERNAL",
    category: "Trend",
    parameters: { fast: 20, mode: "long" },
    supportedPairs: ["BTC/USDT"],
    supportedTimeframes: ["15m"],
    exchanges: ["binance"],
    monthlyPrice: { amount: 0, currency: "USD" },
    isPublic: false,
  };
}

const SIGNAL = {
  symbol: "BTC/USDT",
  exchange: "binance",
  market: "spot",
  side: "LONG",
  entry: { type: "limit", low: "900", high: "1000" },
  stopLoss: "800",
  targets: [
    { price: "1500", fraction: "0.5" },
    { price: "2000", fraction: "0.5" },
  ],
  leverage: "1",
  trailing: { armPct: "10", distancePct: "2" },
  breakEven: { afterTarget: 1 },
  maxAgeSec: 60,
  maxSlippageBps: 20,
  timeframe: "15m",
  indicators: { rsi: 50, trend: "up" },
  note: "A note.",
};

/** Two free strategies of the sandbox's provider that its subscriber follows, and a pending signal far below the market. */
export async function setScene(request: APIRequestContext): Promise<Scene> {
  const [ADMIN, PROVIDER, SUBSCRIBER] = [
    await accessToken(request, "ADMIN"),
    await accessToken(request, "PROVIDER"),
    await accessToken(request, "SUBSCRIBER"),
  ];
  const make = async (token: string, path: string, body: object): Promise<string> => {
    const answer = await send(request, "POST", path, { token, body: JSON.stringify(body) });
    expect(answer.status(), `${path}: ${await answer.text()}`).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const strategy = () =>
    make(PROVIDER, "/api/strategies", { ...newStrategy(`Bad input ${Date.now()}`), isPublic: true });
  const [strategyId, spareStrategyId] = [await strategy(), await strategy()];
  const [subscriptionId, spareSubscriptionId] = [
    await make(SUBSCRIBER, "/api/subscriptions", { strategyId }),
    await make(SUBSCRIBER, "/api/subscriptions", { strategyId: spareStrategyId }),
  ];
  const signal = { ...SIGNAL, strategyId };
  const signalId = await make(PROVIDER, "/api/signals", signal);
  return {
    tokens: { ADMIN, PROVIDER, SUBSCRIBER },
    strategyId,
    spareStrategyId,
    subscriptionId,
    spareSubscriptionId,
    signalId,
    signal,
    positionId: "pos_00000000000000000000000000",
  };
}

/** Waits for a price that BTC/USDT does not come near. */
