import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { equityOf, freeCash } from "./account.ts";
import { addToPosition, openPosition, positionOf, realisedPnl, reducePosition, unrealisedPnl } from "./position.ts";

const fill = (qty: string, price: string, fee = "0") => ({ qty: dec(qty), price: dec(price), fee: dec(fee) });
const at = (price: string) => ({ bid: dec(price), ask: dec(price) });

describe("a long, by hand", () => {
  const opened = openPosition("LONG", fill("0.02", "42285.7", "0.845714"));
  const half = reducePosition(opened, fill("0.01", "43000", "0.43"));
  const closed = reducePosition(half.position, fill("0.01", "42285.7", "0.422857"));
  it("realises the part that left", () => {
    expect(plain(half.grossPnl)).toBe("7.143");
    expect(plain(half.position.qty)).toBe("0.01");
    expect(plain(realisedPnl(half.position))).toBe("5.867286");
  });
  it("marks what is held at the bid", () => {
    expect(plain(unrealisedPnl(half.position, { bid: dec("42300"), ask: dec("99999") }))).toBe("0.143");
  });
  it("ends with nothing held and every fee paid", () => {
    expect(plain(closed.position.qty)).toBe("0");
    expect(plain(closed.position.fees)).toBe("1.698571");
    expect(plain(realisedPnl(closed.position))).toBe("5.444429");
  });
});

it("a short earns when the price falls and is marked at the ask", () => {
  const opened = openPosition("SHORT", fill("2", "100"));
  expect(plain(unrealisedPnl(opened, { bid: dec(1), ask: dec(90) }))).toBe("20");
  expect(plain(reducePosition(opened, fill("2", "110")).grossPnl)).toBe("-20");
});

it("loses nothing to the rounding of an average price", () => {
  const opened = addToPosition(openPosition("LONG", fill("1", "10")), fill("2", "11"));
  expect(plain(opened.entryPrice)).toBe("10.666666666666666667");
  let position = opened;
  for (const qty of ["1", "1", "1"]) position = reducePosition(position, fill(qty, "12")).position;
  expect(plain(position.grossPnl)).toBe("4");
});

it("refuses to take out more than is held", () => {
  expect(() => reducePosition(openPosition("LONG", fill("1", "10")), fill("1.1", "10"))).toThrow(/cannot take 1.1/);
});

it("is the same after a trip through its row", () => {
  const opened = openPosition("LONG", fill("0.02", "42285.7", "0.845714"));
  const { cost: _cost, ...row } = opened;
  expect(positionOf(row)).toEqual(opened);
});

it("sums all exits to proceeds minus cost, however it is cut", () => {
  const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 10_000_000 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(cuts, fc.boolean(), fc.integer({ min: 1, max: 1e7 }), (parts, long, entry) => {
      const qty = parts.reduce((sum, [q]) => sum + q, 0);
      let position = openPosition(long ? "LONG" : "SHORT", fill(String(qty), String(entry)));
      let expected = dec(0);
      for (const [q, price] of parts) {
        position = reducePosition(position, fill(String(q), String(price))).position;
        expected = expected.plus((long ? price - entry : entry - price) * q);
      }
      expect(plain(position.grossPnl)).toBe(plain(expected));
      expect(position.qty.isZero() && position.cost.isZero()).toBe(true);
    }),
  );
});

it("adds open positions to cash for equity, and binds their cost by leverage", () => {
  const position = openPosition("LONG", fill("2", "100"));
  const held = [
    { position, leverage: dec(4), quote: at("110") },
    { position, leverage: dec(1), quote: null },
  ];
  expect(plain(equityOf(dec(1_000), held))).toBe("1020");
  expect(plain(freeCash(dec(1_000), held))).toBe("750");
});
