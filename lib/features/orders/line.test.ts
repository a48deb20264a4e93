import { expect, it } from "vitest";
import { Line } from "./line.ts";

/** A line whose answers come when they are let go, with the parts that it was asked for. */
function held(most: number) {
  const parts: number[][] = [];
  const letGo: (() => void)[] = [];
  const line = new Line(most, async (asked: readonly number[]) => {
    parts.push([...asked]);
    await new Promise<void>((go) => letGo.push(go));
    if (asked.includes(0)) throw new Error("nothing comes of nought");
    return asked.map((one) => one * 10);
  });
  const turn = () => new Promise((go) => setImmediate(go));
  return {
    parts,
    line,
    async begun(count: number) {
      while (parts.length < count) await turn();
    },
    async next() {
      while (letGo.length === 0) await turn();
      letGo.shift()?.();
    },
  };
}

it("answers at once who asks at once, and who comes meanwhile with the next", async () => {
  const { line, parts, next, begun } = held(8);
  const first = Promise.all([line.ask(1), line.ask(2)]);
  await begun(1);
  const second = Promise.all([line.ask(3), line.ask(4)]);
  await next();
  expect(await first).toEqual([10, 20]);
  await next();
  expect(await second).toEqual([30, 40]);
  const last = line.ask(5);
  await next();
  expect(await last).toBe(50);
  expect(parts).toEqual([[1, 2], [3, 4], [5]]);
});

it("answers no more than so many at once, in their order", async () => {
  const { line, parts, next } = held(2);
  const all = Promise.all([1, 2, 3].map((one) => line.ask(one)));
  await next();
  await next();
  expect(await all).toEqual([10, 20, 30]);
  expect(parts).toEqual([[1, 2], [3]]);
});

it("tells those of a part that failed, and goes on with the others", async () => {
  const { line, next } = held(1);
  const told = Promise.allSettled([line.ask(0), line.ask(1)]);
  await next();
  await next();
  expect((await told).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});
