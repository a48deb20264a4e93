import { expect, it } from "vitest";
import type { LiveOrder } from "./live-order.ts";
import type { OpenPosition } from "./position-repository.ts";
import { isCrowded, sharesSwap } from "./shared-swap.ts";

const at = (signal: string, symbol = "BTC/USDT:USDT") => ({
  symbol,
  market: "swap" as const,
  origin: `signal:${signal}`,
});
const order = (signal: string, purpose: LiveOrder["purpose"], symbol?: string) =>
  ({ ...at(signal, symbol), purpose }) as LiveOrder;
const held = (signal: string, symbol?: string) => at(signal, symbol) as OpenPosition;

it.each([
  ["no: alone in it", [held("a")], [order("a", "EXIT"), order("a", "STOP")], false],
  ["yes: another trade holds it", [held("a"), held("b")], [], true],
  ["yes: another trade's entry is on its way", [held("a")], [order("b", "ENTRY")], true],
  [
    "no: the other is in another swap",
    [held("a"), held("b", "ETH/USDT:USDT")],
    [order("c", "ENTRY", "XRP/USDT:USDT")],
    false,
  ],
])("a swap is shared, %s", (_why, open, living, shared) => {
  expect(sharesSwap(at("a"), open, living)).toBe(shared);
});

it("coins are never shared: the stop of each trade binds its own", () => {
  const spot = { symbol: "BTC/USDT", market: "spot" as const, origin: "signal:a" };
  expect(sharesSwap(spot, [{ ...held("b"), ...spot, origin: "signal:b" }], [])).toBe(false);
});

it.each([
  ["waits while a trade there is left beside its own stop", [order("b", "EXIT"), order("b", "STOP")], true],
  ["goes once that stop is gone", [order("b", "EXIT")], false],
  ["goes beside a trade that rests behind its stop", [order("b", "STOP")], false],
  [
    "goes beside one that is left in another swap",
    [order("b", "EXIT", "ETH/USDT:USDT"), order("b", "STOP", "ETH/USDT:USDT")],
    false,
  ],
])("an entry into a swap %s", (_what, living, waits) => {
  expect(isCrowded(at("a"), living)).toBe(waits);
});
