import { expect, it } from "vitest";
import { Slots } from "./slots.ts";

it("lets go on without a place who comes into a hurry while it waits, and keeps the others' order and places", async () => {
  const slots = new Slots(1);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string, hurry?: Promise<void>) =>
    slots.run(() => {
      began.push(name);
      return new Promise<void>((done) => ends.set(name, done));
    }, hurry);
  const bell = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  const all = [run("first"), run("second"), run("rung", bell.promise), run("third", late.promise)];
  bell.resolve();
  await bell.promise;
  await expect.poll(() => began).toEqual(["first", "rung"]);
  ends.get("rung")?.();
  await all[2];
  expect(began).toEqual(["first", "rung"]); // it had no place to give on
  ends.get("first")?.();
  await expect.poll(() => began).toEqual(["first", "rung", "second"]);
  ends.get("second")?.();
  await expect.poll(() => began).toEqual(["first", "rung", "second", "third"]);
  late.resolve(); // of no effect on who runs already
  ends.get("third")?.();
  await Promise.all(all);
  expect(await slots.run(async () => "free")).toBe("free");
});

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
