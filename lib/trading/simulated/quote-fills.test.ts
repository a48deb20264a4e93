import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { fillEntry, fillExit, slippageBps } from "./quote-fills.ts";

const rules = { tick: dec("0.01"), takerBps: dec(10) };
const market = { bid: dec("42281.46"), ask: dec("42285.7") };
const say = (fill: ReturnType<typeof fillEntry>) =>
  `${fill.side} ${plain(fill.qty)} @ ${plain(fill.price)} fee ${plain(fill.fee)}`;

it("enters a long at the ask and a short at the bid, with a taker fee", () => {
  // 0.02 × 42,285.70 = 845.714; × 0.001 = 0.845714
  expect(say(fillEntry(rules, "LONG", market, dec("0.02")))).toBe("BUY 0.02 @ 42285.7 fee 0.845714");
  expect(say(fillEntry(rules, "SHORT", market, dec("0.02")))).toBe("SELL 0.02 @ 42281.46 fee 0.8456292");
});

it("leaves at the price of the chain, to the tick, against us", () => {
  expect(say(fillExit(rules, "LONG", dec("43000.019"), dec("0.01")))).toBe("SELL 0.01 @ 43000.01 fee 0.4300001");
  expect(say(fillExit(rules, "SHORT", dec("43000.011"), dec("0.01")))).toBe("BUY 0.01 @ 43000.02 fee 0.4300002");
});

it("rounds a fee to the 18 decimals that the ledger holds", () => {
  const fill = fillExit({ tick: dec("1e-8"), takerBps: dec("5.5") }, "LONG", dec("0.00001234"), dec("1.23456789"));
  // 0.00001234 × 1.23456789 × 0.00055 = 0.000000008379012269…
  expect(plain(fill.fee)).toBe("0.000000008379012269");
});

it("counts slippage against the holder as positive", () => {
  expect(plain(slippageBps("LONG", dec(100), dec("100.5")))).toBe("50");
  expect(plain(slippageBps("SHORT", dec(100), dec("100.5")))).toBe("-50");
});
