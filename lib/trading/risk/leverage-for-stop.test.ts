import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { leverageForStop } from "./leverage-for-stop.ts";
import { liquidationPrice } from "./liquidation-price.ts";

const of = (wanted: number, side: "LONG" | "SHORT", stop: number) =>
  plain(leverageForStop(dec(wanted), { side, price: dec(100), stopLoss: dec(stop) }));

it("is what is wanted where the stop is near enough", () => {
  expect(of(3, "LONG", 95)).toBe("3");
  expect(of(10, "SHORT", 105)).toBe("10");
});

it("is less where the exchange would close the position before its stop", () => {
  // 1 / (0.10 + 0.90 × 1 %) = 9.17; 1 / (0.10 + 1.10 × 1 %) = 9.009
  expect([of(20, "LONG", 90), of(20, "SHORT", 110)]).toEqual(["9", "9"]);
  expect(liquidationPrice(1, 100, 9, 0.01)).toBeLessThan(90);
  expect(liquidationPrice(1, 100, 10, 0.01)).toBeGreaterThan(90);
  expect(liquidationPrice(-1, 100, 9, 0.01)).toBeGreaterThan(110);
  expect(liquidationPrice(-1, 100, 10, 0.01)).toBeLessThan(110);
});

it("is 1 where no leverage lets the stop come first", () => {
  expect([of(5, "LONG", 1), of(5, "SHORT", 250)]).toEqual(["1", "1"]);
});
