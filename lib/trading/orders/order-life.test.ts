import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { absentFrom, LOOKUPS_MS, NOT_FOUND_MIN } from "./absence.ts";
import {
  hasEnded,
  type OrderFact,
  type OrderLife,
  type OrderState,
  plannedLife,
  stepOrder,
  type VenueState,
} from "./order-life.ts";

const T = utcMs(1_000_000);
const BY = utcMs(T + 2_000);
const at = (ms: number): UtcMs => utcMs(T + ms);
const seen = (state: VenueState, filled: number): OrderFact => ({
  type: "seen",
  venue: { state, filled: dec(filled) },
});
const filled = (total: number): OrderFact => ({ type: "filled", total: dec(total) });
const SENDING: OrderFact = { type: "sending", sendBy: BY };
const UNCLEAR: OrderFact = { type: "unclear", at: T };

function run(...facts: OrderFact[]): { life: OrderLife; commands: string[]; ignored: number } {
  let life = plannedLife(dec(10));
  let ignored = 0;
  const commands: string[] = [];
  for (const fact of facts) {
    const step = stepOrder(life, fact);
    if (step === null) ignored += 1;
    else {
      life = step.life;
      commands.push(...step.commands);
    }
  }
  return { life, commands, ignored };
}

describe("an order's life", () => {
  it.each<[string, OrderFact[], OrderState, string[]]>([
    ["is planned", [], "PLANNED", []],
    ["is blocked before it is sent", [{ type: "blocked" }], "BLOCKED", ["ended"]],
    ["is committed as sending", [SENDING], "SENDING", []],
    ["goes back when nothing left this machine", [SENDING, { type: "notSent" }], "PLANNED", []],
    ["is refused by a proven no", [SENDING, { type: "refused" }], "REJECTED", ["ended"]],
    ["is unknown without a clear answer", [SENDING, UNCLEAR], "UNKNOWN", []],
    ["rests", [SENDING, seen("open", 0)], "ACCEPTED", []],
    [
      "is filled when our fills are all of it",
      [SENDING, seen("filled", 10), filled(10)],
      "FILLED",
      ["catchUpFills", "ended"],
    ],
    ["is not called filled before its fills are ours", [SENDING, seen("filled", 10)], "ACCEPTED", ["catchUpFills"]],
    ["is partly filled", [SENDING, seen("partial", 4), filled(4)], "PARTIAL", ["catchUpFills"]],
    ["is cancelled with a part filled", [SENDING, filled(4), seen("cancelled", 4)], "CANCELLED", ["ended"]],
    ["is accepted, then rejected late", [SENDING, seen("open", 0), seen("rejected", 0)], "REJECTED", ["ended"]],
    ["ends cancelled when an IOC expires part way", [SENDING, filled(4), seen("expired", 4)], "CANCELLED", ["ended"]],
    ["expires at the venue unfilled", [SENDING, seen("open", 0), seen("expired", 0)], "EXPIRED", ["ended"]],
    ["is found after it was unknown", [SENDING, UNCLEAR, seen("open", 0)], "ACCEPTED", []],
    ["is known by an execution alone", [SENDING, UNCLEAR, filled(2)], "PARTIAL", []],
    ["counts an execution that overtook the answer", [SENDING, filled(10), seen("filled", 10)], "FILLED", ["ended"]],
    [
      "takes a by-cost buy of a little less as whole",
      [SENDING, seen("filled", 9.9), filled(9.9)],
      "FILLED",
      ["catchUpFills", "ended"],
    ],
    [
      "reads what a by-cost buy got beyond its size",
      [SENDING, seen("filled", 10.1), filled(10)],
      "PARTIAL",
      ["catchUpFills", "catchUpFills"],
    ],
    ["is sent again under the same id after proven absence", [SENDING, UNCLEAR, { type: "resend" }], "PLANNED", []],
    ["expires after proven absence", [SENDING, UNCLEAR, { type: "expired" }], "EXPIRED", ["ended"]],
    [
      "that expired and lives after all raises an alarm",
      [SENDING, UNCLEAR, { type: "expired" }, seen("filled", 10)],
      "ACCEPTED",
      ["ended", "catchUpFills", "alarm"],
    ],
    [
      "that was refused and has an execution raises an alarm",
      [SENDING, { type: "refused" }, filled(10)],
      "FILLED",
      ["ended", "alarm", "ended"],
    ],
    [
      "takes a fill that raced its cancel",
      [SENDING, seen("cancelled", 0), seen("cancelled", 3), filled(3)],
      "CANCELLED",
      ["ended", "catchUpFills", "ended"],
    ],
  ])("%s", (_name, facts, state, commands) => {
    const end = run(...facts);
    expect([end.life.state, end.commands]).toEqual([state, commands]);
    expect(end.ignored).toBe(0);
  });

  it.each<[string, OrderFact[], OrderFact]>([
    ["a second sending", [SENDING], SENDING],
    ["a repeated answer", [SENDING, seen("open", 0)], seen("open", 0)],
    ["an answer that a later one overtook", [SENDING, seen("partial", 4), filled(4)], seen("open", 0)],
    ["an open state after the end", [SENDING, seen("cancelled", 0)], seen("open", 0)],
    ["a repeated fill", [SENDING, filled(4)], filled(4)],
    ["a refusal once the order is known to live", [SENDING, seen("open", 0)], { type: "refused" }],
    ["an unclear answer once the order is known to live", [SENDING, filled(1)], UNCLEAR],
    ["not found once the order is known to live", [SENDING, seen("open", 0)], { type: "notFound", at: at(99_000) }],
    ["not listed before it is known to rest", [SENDING, UNCLEAR], { type: "unlisted" }],
    ["not listed after its end", [SENDING, seen("cancelled", 0)], { type: "unlisted" }],
    ["a resend of what is not unknown", [SENDING, seen("open", 0)], { type: "resend" }],
    ["an expiry of what rests", [SENDING, seen("open", 0)], { type: "expired" }],
    ["a block of what was sent", [SENDING], { type: "blocked" }],
  ])("%s changes nothing", (_name, facts, fact) => {
    expect(stepOrder(run(...facts).life, fact)).toBeNull();
  });
});

describe("an order that rested and is in no list of its venue any more", () => {
  const UNLISTED: OrderFact = { type: "unlisted" };

  it("has ended with what it had filled, at the third time in a row", () => {
    const rests = [SENDING, seen("partial", 4), filled(4)];
    expect(run(...rests, UNLISTED, UNLISTED).life.state).toBe("PARTIAL");
    const end = run(...rests, UNLISTED, UNLISTED, UNLISTED);
    expect([end.life.state, end.commands.at(-1)]).toEqual(["CANCELLED", "ended"]);
  });

  it("rests on where it is listed in between", () => {
    const open = seen("open", 0);
    expect(run(SENDING, open, UNLISTED, UNLISTED, open, UNLISTED, UNLISTED).life.state).toBe("ACCEPTED");
  });

  it("is not over before its executions are ours", () => {
    const owed = run(SENDING, seen("partial", 4), UNLISTED, UNLISTED, UNLISTED);
    expect([owed.life.state, owed.commands.at(-1)]).toEqual(["ACCEPTED", "catchUpFills"]);
  });
});

describe("an unknown order", () => {
  /** Asks at each due time until the machine wants a decision. */
  function askUntilProven(answers: ("no" | "fault")[], unclearAt = T) {
    let { life } = run(SENDING, { type: "unclear", at: unclearAt });
    const times: number[] = [];
    for (const answer of answers) {
      const now = life.askAt;
      if (now === null) throw new Error("nothing to ask");
      times.push(now - unclearAt);
      const step = stepOrder(life, answer === "no" ? { type: "notFound", at: now } : { type: "askFailed", at: now });
      if (step === null) throw new Error("the fact was ignored");
      life = step.life;
      if (step.commands.includes("decideAbsent")) return { times, proven: true };
    }
    return { times, proven: false };
  }

  it("is asked about at 0.5, 1, 2, 4, 8 and 16 s and proven absent at the first look-up after the last moment it could arrive", () => {
    const { times, proven } = askUntilProven(Array(9).fill("no"));
    expect(proven).toBe(true);
    expect(times).toEqual([...LOOKUPS_MS, 17_000]);
  });

  it("is proven at 16 s when the answer took its time", () => {
    expect(askUntilProven(Array(9).fill("no"), at(10_000)).times.at(-1)).toBe(8_000);
  });

  it("is not absent while the venue does not answer, and asks on", () => {
    const { times, proven } = askUntilProven(Array(10).fill("fault"));
    expect(proven).toBe(false);
    expect(times.slice(6)).toEqual([17_000, 27_000, 37_000, 47_000]);
  });

  it("needs three look-ups that found nothing, however late the first of them", () => {
    const { times, proven } = askUntilProven([...Array<"fault">(8).fill("fault"), "no", "no", "no"]);
    expect(proven).toBe(true);
    expect(times).toHaveLength(11);
  });

  it("whatever happens to it, is called absent only after three misses and the whole wait, and never once it was seen", () => {
    const fact = fc.oneof(
      fc.constant<OrderFact>(SENDING),
      fc.nat(40_000).map<OrderFact>((ms) => ({ type: "unclear", at: at(ms) })),
      fc.nat(40_000).map<OrderFact>((ms) => ({ type: "notFound", at: at(ms) })),
      fc.nat(40_000).map<OrderFact>((ms) => ({ type: "askFailed", at: at(ms) })),
      fc
        .constantFrom<VenueState>("open", "partial", "filled", "cancelled", "rejected", "expired")
        .chain((state) => fc.nat(10).map((n) => seen(state, n))),
      fc.nat(10).map((n) => filled(n)),
      fc.constantFrom<OrderFact>({ type: "notSent" }, { type: "refused" }, { type: "blocked" }, { type: "unlisted" }),
    );
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        let life = plannedLife(dec(10));
        let known = false;
        let misses = 0;
        for (const each of facts) {
          const step = stepOrder(life, each);
          if (step === null) continue;
          if (each.type === "seen" || each.type === "filled") known = true;
          if (each.type === "unclear") misses = 0;
          if (each.type === "notFound") misses += 1;
          if (step.commands.includes("decideAbsent")) {
            expect(each.type === "notFound" && each.at >= absentFrom(BY) && misses >= NOT_FOUND_MIN).toBe(true);
            expect(known).toBe(false);
          }
          // Nothing but an end gives back budget, and an execution is never forgotten.
          if (step.commands.includes("ended")) expect(hasEnded(step.life.state)).toBe(true);
          expect(step.life.filled.gte(life.filled)).toBe(true);
          life = step.life;
        }
      }),
    );
  });
});
