import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { planSessionEntry } from "./plan-session-entry.ts";

const SESSION = {
  settings: { sizing: { type: "quote", value: 100 } },
  market: "swap",
  protectPct: "10",
  maxSlippageBps: 0,
} as const;
const instrument = {
  ...{ symbol: "BTC/USDT:USDT", market: "swap" as const, tick: dec("0.01"), lot: dec("0.001"), minNotional: dec(5) },
  ...{ makerBps: dec(2), takerBps: dec(5) },
};
const market = { bid: dec(100), ask: dec(100), at: utcMs(0) };
const money = {
  currency: "USDT",
  usdPerQuote: dec(1),
  equityUsd: dec(1_000),
  freeQuote: dec(1_000),
  remembered: false,
};

it("is leveraged so that its stop, its own or the session's, comes before a forced close", () => {
  const leverageOf = (stop: number | null): string => {
    const entry = { order: 1, side: -1 as const, stop, target: null };
    const told = { instrument, equityQuote: dec(1_000), seen: { ...money, market } };
    const planned = planSessionEntry(SESSION, entry, told, { close: dec(100), leverage: dec(20) });
    return planned.ok ? plain(planned.value.leverage) : planned.reason;
  };
  expect(leverageOf(102)).toBe("20");
  // 100 / (10 + 1.1)
  expect(leverageOf(null)).toBe("9");
});
