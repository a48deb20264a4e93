import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { adoptTrade } from "./adopt-trade.ts";
import { openPosition } from "./position.ts";

const HELD = openPosition("LONG", { price: dec(100), qty: dec(2), fee: dec(0) });

function adopted(side: "BUY" | "SELL", qty: string, held = true, market: "spot" | "swap" = "spot") {
  const result = adoptTrade(held ? HELD : null, { side, price: dec(110), qty: dec(qty), fee: dec("0.4") }, market);
  return result.kind === "nothing"
    ? result.kind
    : [result.kind, result.book.side, plain(result.book.qty), plain(result.grossPnl), plain(result.book.fees)];
}

it.each([
  // 1 of 2 sold at 110: 10 realised
  ["SELL", "1", true, "spot", ["reduces", "LONG", "1", "10", "0.4"]],
  // 4 sold of 2 held: only ours counts, and half of the fee
  ["SELL", "4", true, "spot", ["reduces", "LONG", "0", "20", "0.2"]],
  ["BUY", "2", true, "spot", ["enlarges", "LONG", "4", "0", "0.4"]],
  ["BUY", "3", false, "spot", ["opens", "LONG", "3", "0", "0.4"]],
  ["SELL", "3", false, "spot", "nothing"],
  ["SELL", "3", false, "swap", ["opens", "SHORT", "3", "0", "0.4"]],
] as const)("%s %s by hand, with something held: %s, on %s", (side, qty, held, market, expected) => {
  expect(adopted(side, qty, held, market)).toEqual(expected);
});
