import { expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { stepsAt } from "@/lib/kernel/market-steps";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { marketSteps } from "./queries.ts";
import { putInstrument } from "./repository.ts";

const db = testDb();

it("tells the steps of each market once, apart for each exchange, and nothing of one that is not known", async () => {
  const ctx = createTestCtx(db.web);
  const common = {
    symbol: "XRP/USDT",
    market: "spot" as const,
    minNotional: dec(5),
    makerBps: dec(1),
    takerBps: dec(2),
  };
  await putInstrument(db.web, "binance", { ...common, tick: dec("0.0001"), lot: dec("0.1") }, ctx.clock.now());
  await putInstrument(db.web, "bybit", { ...common, tick: dec("0.00000001"), lot: dec(1) }, ctx.clock.now());
  const at = (exchange: string, symbol = "XRP/USDT") => ({ exchange, symbol });
  const steps = await marketSteps(db.web, [at("binance"), at("binance"), at("bybit"), at("bybit", "NO/USDT")]);
  expect(stepsAt(steps, at("binance"))).toEqual({ tick: "0.0001", lot: "0.1" });
  expect(stepsAt(steps, at("bybit"))).toEqual({ tick: "0.00000001", lot: "1" });
  expect(stepsAt(steps, at("bybit", "NO/USDT"))).toEqual({});
  expect(Object.keys(steps)).toHaveLength(2);
  expect(await marketSteps(db.web, [])).toEqual({});
});
