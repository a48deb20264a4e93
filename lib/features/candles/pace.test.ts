import { expect, it } from "vitest";
import { createPace, paceText } from "./pace.ts";

it("tells speed and time left from the second telling on, counted from the first", () => {
  let at = 0;
  const pace = createPace(() => at);
  expect(pace(1_000, 10_000)).toBeNull(); // what was there before is no speed
  at = 2_000;
  expect(pace(3_000, 10_000)).toEqual({ perSecond: 1_000, secondsLeft: 7 });
  at = 4_000;
  expect(pace(3_000, 10_000)).toEqual({ perSecond: 500, secondsLeft: 14 });
});

it("has no speed while nothing moved, or no time passed", () => {
  let at = 0;
  const pace = createPace(() => at);
  pace(5, 10);
  expect(pace(8, 10)).toBeNull();
  at = 1_000;
  expect(pace(5, 10)).toBeNull();
});

it.each([
  [{ perSecond: 812.4, secondsLeft: 0.2 }, "812 bars/s, 1 s left"],
  [{ perSecond: 10, secondsLeft: 89 }, "10 bars/s, 89 s left"],
  [{ perSecond: 10, secondsLeft: 200 }, "10 bars/s, 3 min left"],
  [{ perSecond: 10, secondsLeft: 9_000 }, "10 bars/s, 2.5 h left"],
])("%j reads %s", (pace, text) => expect(paceText(pace)).toBe(text));
