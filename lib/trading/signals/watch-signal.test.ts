import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { isBetter, type Quote } from "../market/quote.ts";
import { applyFact } from "./apply-fact.ts";
import { openSignal } from "./open-signal.ts";
import { longPlan, quote, shortPlan, targets } from "./plan.fixture.ts";
import type { SignalFact, SignalPlan, WatchedSignal } from "./plan.ts";
import { watchSignal } from "./watch-signal.ts";

const TICK = dec("0.1");
const NOW = utcMs(1_000_000);

/** Facts as short texts, so that a case reads as a sentence. */
function say(fact: SignalFact): string {
  switch (fact.type) {
    case "ENTER":
      return `ENTER ${plain(fact.price)}`;
    case "EXPIRE":
      return "EXPIRE";
    case "AMEND":
      return `AMEND ${fact.cause} ${plain(fact.stopLoss)}`;
    case "REDUCE":
      return `REDUCE ${fact.n} ${plain(fact.fraction)} @ ${plain(fact.price)}`;
    case "CLOSE":
      return `CLOSE ${fact.cause} ${plain(fact.fraction)} @ ${plain(fact.price)}`;
  }
}

/** Walks quotes through a signal and tells what each tick did. */
function walk(plan: SignalPlan, quotes: readonly Quote[], now = NOW): string[] {
  let signal = openSignal(plan, quotes[0] ?? quote(0));
  return quotes.flatMap((tick) => {
    const facts = watchSignal(signal, tick, now, TICK);
    signal = facts.reduce(applyFact, signal);
    return facts.map(say);
  });
}

const openAt = (plan: SignalPlan, price: Dec | number): WatchedSignal => openSignal(plan, quote(price));
const on = (signal: WatchedSignal, tick: Quote, now = NOW): string[] => watchSignal(signal, tick, now, TICK).map(say);

describe("exits", () => {
  it.each<[string, SignalPlan, Quote[], string[]]>([
    ["nothing between stop and target", longPlan(), [quote(65_000), quote(64_000), quote("65999.9")], []],
    [
      "a long leaves at the bid when it touches the stop",
      longPlan(),
      [quote(65_000), quote("62990", "63001")],
      ["CLOSE stop 1 @ 62990"],
    ],
    ["the ask of a long touches nothing", longPlan(), [quote(65_000), quote("63000.1", "67000")], []],
    [
      "a short leaves at the ask when it touches the stop",
      shortPlan(),
      [quote(65_000), quote("66999", "67000.5")],
      ["CLOSE stop 1 @ 67000.5"],
    ],
    [
      "a target is filled at its own price, even when jumped over",
      longPlan(),
      [quote(65_000), quote(66_500)],
      ["REDUCE 1 0.5 @ 66000"],
    ],
    [
      "several targets in one tick come in order; the last closes",
      longPlan(),
      [quote(65_000), quote(70_000)],
      ["REDUCE 1 0.5 @ 66000", "CLOSE target 0.5 @ 67000"],
    ],
    [
      "a short's target needs the ask",
      shortPlan(),
      [quote(65_000), quote("63999", "64000.1"), quote("63990", "64000")],
      ["REDUCE 1 0.5 @ 64000"],
    ],
    [
      "after the first target the stop takes the rest",
      longPlan(),
      [quote(65_000), quote(66_000), quote(62_000)],
      ["REDUCE 1 0.5 @ 66000", "CLOSE stop 0.5 @ 62000"],
    ],
    [
      "a closed signal hears nothing more",
      longPlan(),
      [quote(65_000), quote(62_000), quote(70_000)],
      ["CLOSE stop 1 @ 62000"],
    ],
  ])("%s", (_name, plan, quotes, said) => {
    expect(walk(plan, quotes)).toEqual(said);
  });

  it("takes the stop before the target when an amended stop lies beyond the market", () => {
    const signal = { ...openAt(longPlan(), 65_000), stopLoss: dec(66_600) };
    expect(on(signal, quote(66_500))).toEqual(["CLOSE stop 1 @ 66500"]);
  });
});

describe("entries", () => {
  const zone = { type: "limit", low: dec(64_000), high: dec(64_500) } as const;
  it.each<[string, SignalPlan, Quote[], string[]]>([
    [
      "a long zone enters once the ask is in it",
      longPlan({ entry: zone }),
      [quote(65_000), quote("64499", "64500.1"), quote("64490", "64500")],
      ["ENTER 64500"],
    ],
    [
      "a short zone enters once the bid is in it",
      shortPlan({ entry: { type: "limit", low: dec(65_500), high: dec(66_000) } }),
      [quote(65_000), quote("65500", "65501")],
      ["ENTER 65500"],
    ],
    [
      "a trigger above is crossed upwards",
      longPlan({ entry: { type: "trigger", price: dec(65_500) } }),
      [quote(65_000), quote(64_000), quote("65499", "65500")],
      ["ENTER 65500"],
    ],
    [
      "a trigger below is crossed downwards",
      longPlan({ entry: { type: "trigger", price: dec(64_500) } }),
      [quote(65_000), quote(65_900), quote(64_400)],
      ["ENTER 64400"],
    ],
    [
      "a short trigger below is crossed downwards by the bid",
      shortPlan({ entry: { type: "trigger", price: dec(64_500) } }),
      [quote(65_000), quote("64499", "64600")],
      ["ENTER 64499"],
    ],
    [
      "an entry that is gapped through to the stop is entered and stopped",
      longPlan({ entry: zone }),
      [quote(65_000), quote("62000", "62001")],
      ["ENTER 62001", "CLOSE stop 1 @ 62000"],
    ],
  ])("%s", (_name, plan, quotes, said) => {
    expect(walk(plan, quotes)).toEqual(said);
  });
});

describe("expiry", () => {
  const expiresAt = NOW;
  it("ends a pending signal, even at a price that would enter", () => {
    const plan = longPlan({ entry: { type: "limit", low: dec(64_000), high: dec(65_500) }, expiresAt });
    expect(walk(plan, [quote(65_000)])).toEqual(["EXPIRE"]);
  });
  it("closes an open one at the market, before any target", () => {
    expect(walk(longPlan({ expiresAt }), [quote("66500", "66501")])).toEqual(["CLOSE expiry 1 @ 66500"]);
  });
  it("does nothing a millisecond earlier", () => {
    expect(walk(longPlan({ expiresAt }), [quote(65_000)], utcMs(NOW - 1))).toEqual([]);
  });
});

describe("moves of the stop", () => {
  it("goes to the entry after the named target, in the same tick", () => {
    expect(walk(longPlan({ breakEven: { afterTarget: 1 } }), [quote(65_000), quote(66_000)])).toEqual([
      "REDUCE 1 0.5 @ 66000",
      "AMEND breakEven 65000",
    ]);
  });
  it("goes to the entry at a gain in percent, once", () => {
    const plan = shortPlan({ breakEven: { triggerPct: dec(1) } });
    expect(walk(plan, [quote(65_000), quote("64350.1"), quote(64_350), quote(64_300)])).toEqual([
      "AMEND breakEven 65000",
    ]);
  });
  it("is made up for when a crash came between the target and the move", () => {
    const signal = {
      ...openAt(longPlan({ breakEven: { afterTarget: 1 } }), 65_000),
      targetsHit: 1,
      remaining: dec("0.5"),
    };
    expect(on(signal, quote(65_500))).toEqual(["AMEND breakEven 65000"]);
  });
  it("never makes a stop worse", () => {
    const signal = { ...openAt(longPlan({ breakEven: { triggerPct: dec(1) } }), 65_000), stopLoss: dec(65_100) };
    expect(on(signal, quote(65_900))).toEqual([]);
  });
  it("arms a trailing stop at its gain, rounds it away from the market and moves it by tenths of its distance", () => {
    const plan = longPlan({ trailing: { armPct: dec(1), distancePct: dec("0.5") } });
    // 0.5 % of 65,650 is 328.25; the next move must be worth some 32.8.
    expect(
      walk(plan, [quote(65_000), quote("65649.9"), quote(65_650), quote(65_680), quote(65_600), quote(65_690)]),
    ).toEqual(["AMEND trailing 65321.7", "AMEND trailing 65361.5"]);
  });
  it("takes the better of trailing and break-even", () => {
    const plan = longPlan({ trailing: { armPct: dec(1), distancePct: dec("0.5") }, breakEven: { triggerPct: dec(1) } });
    expect(walk(plan, [quote(65_000), quote(65_650)])).toEqual(["AMEND trailing 65321.7"]);
  });
});

describe("whatever the market does", () => {
  const prices = fc.array(fc.integer({ min: 600_000, max: 700_000 }), { minLength: 1, maxLength: 60 });
  const plans = fc
    .record({
      long: fc.boolean(),
      entry: fc.constantFrom("market", "limit", "trigger"),
      split: fc.integer({ min: 1, max: 99 }),
      trailing: fc.option(
        fc.record({ arm: fc.integer({ min: 1, max: 40 }), distance: fc.integer({ min: 1, max: 30 }) }),
      ),
      breakEven: fc.constantFrom(null, { afterTarget: 1 }, { triggerPct: dec("0.7") }),
    })
    .map(({ long, entry, split, trailing, breakEven }): SignalPlan => {
      const fractions = [dec(split).div(100), dec(100 - split).div(100)].map(plain) as [string, string];
      return (long ? longPlan : shortPlan)({
        entry:
          entry === "limit"
            ? { type: "limit", low: dec(64_800), high: dec(65_200) }
            : entry === "trigger"
              ? { type: "trigger", price: dec(65_100) }
              : { type: "market" },
        targets: long
          ? targets(["66000", fractions[0]], ["67000", fractions[1]])
          : targets(["64000", fractions[0]], ["63000", fractions[1]]),
        trailing: trailing && { armPct: dec(trailing.arm).div(10), distancePct: dec(trailing.distance).div(10) },
        breakEven,
      });
    });

  it("never leaves more than was held, ends once, and moves the stop only the better way", () => {
    fc.assert(
      fc.property(plans, prices, fc.integer({ min: 0, max: 50 }), (plan, walked, spread) => {
        const ticks = walked.map((price) => quote(dec(price).div(10), dec(price + spread).div(10)));
        let signal = openSignal(plan, ticks[0] ?? quote(65_000));
        let left = dec(0);
        let ends = 0;
        for (const tick of ticks) {
          const causes = new Set<string>();
          for (const fact of watchSignal(signal, tick, NOW, TICK)) {
            if (fact.type === "AMEND") expect(isBetter(plan.side, fact.stopLoss, signal.stopLoss)).toBe(true);
            if (fact.type === "REDUCE" || fact.type === "CLOSE") {
              causes.add(fact.cause);
              left = left.plus(fact.fraction);
            }
            if (fact.type === "CLOSE") ends += 1;
            signal = applyFact(signal, fact);
          }
          expect(causes.has("stop") && causes.has("target")).toBe(false);
        }
        expect(left.plus(signal.remaining).eq(1)).toBe(true);
        expect(ends).toBe(signal.state === "CLOSED" ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  it("does nothing the second time a tick is seen", () => {
    fc.assert(
      fc.property(plans, prices, (plan, walked) => {
        let signal = openSignal(plan, quote(dec(walked[0] ?? 650_000).div(10)));
        for (const price of walked) {
          const tick = quote(dec(price).div(10));
          signal = watchSignal(signal, tick, NOW, TICK).reduce(applyFact, signal);
          expect(watchSignal(signal, tick, NOW, TICK)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
