import { expect, it } from "vitest";
import { Slots } from "./slots.ts";

it("runs so many at a time, the others as they came, and gives a place on after a failure", async () => {
  const slots = new Slots(2);
  const began: number[] = [];
  const ends: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  const all = [0, 1, 2, 3].map((one) =>
    slots.run(() => {
      began.push(one);
      return new Promise<void>((done, fail) => ends.push({ done, fail }));
    }),
  );
  const ended = Promise.allSettled(all);
  await Promise.resolve();
  expect(began).toEqual([0, 1]);
  ends[1]?.fail(new Error("it did not work"));
  await expect(all[1]).rejects.toThrow("did not work");
  expect(began).toEqual([0, 1, 2]);
  ends[0]?.done();
  await all[0];
  expect(began).toEqual([0, 1, 2, 3]);
  for (const { done } of ends) done();
  expect((await ended).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await Promise.all([slots.run(async () => "a"), slots.run(async () => "b")])).toEqual(["a", "b"]);
});
