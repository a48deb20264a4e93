import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

it("serves each in turn, whoever came with more", () => {
  const turns = new Turns<string>();
  for (const item of ["a1", "a2", "a3"]) turns.add("a", item);
  for (const item of ["b1", "b2"]) turns.add("b", item);
  turns.add("c", "c1");
  const order = Array.from({ length: 7 }, () => turns.take());
  expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", null]);
});

it("forgets what was taken back", () => {
  const turns = new Turns<string>();
  turns.add("a", "a1");
  turns.add("a", "a2");
  expect(turns.remove("a1")).toBe(true);
  expect(turns.remove("a1")).toBe(false);
  expect(turns.drain()).toEqual(["a2"]);
  expect(turns.take()).toBeNull();
});
