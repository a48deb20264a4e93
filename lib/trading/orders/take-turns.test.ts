import { expect, it } from "vitest";
import { takeTurns } from "./take-turns.ts";

it("begins one further with each signal, and comes round", () => {
  const order = [0, 1, 2, 3].map((signals) => takeTurns(["a", "b", "c"], signals).join(""));
  expect(order).toEqual(["abc", "bca", "cab", "abc"]);
});

it("gives each of 7 followers each place once in 7 signals", () => {
  const followers = [0, 1, 2, 3, 4, 5, 6];
  const places = new Map(followers.map((who) => [who, new Set<number>()]));
  for (let signals = 0; signals < 7; signals += 1)
    for (const [place, who] of takeTurns(followers, signals).entries()) places.get(who)?.add(place);
  expect([...places.values()].map((seen) => seen.size)).toEqual([7, 7, 7, 7, 7, 7, 7]);
});

it("has nothing to order without followers", () => {
  expect(takeTurns([], 5)).toEqual([]);
});
