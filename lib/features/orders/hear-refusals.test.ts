import { expect, it } from "vitest";
import type { Asked, Sent, TradeAccount, VenueBalance } from "@/lib/ports/trade-venue";
import { createTestClock } from "@/lib/testing/test-clock";
import { hearRefusals } from "./hear-refusals.ts";

/** Answers as it is told; what a test does not ask for is not there. */
function account(answers: { balances?: Asked<readonly VenueBalance[]>; place?: Sent }): TradeAccount {
  const absent = (): never => {
    throw new Error("not asked for");
  };
  const { balances = { ok: true as const, value: [] }, place = { kind: "unknown" as const, detail: "" } } = answers;
  const rest = { instrument: absent, ticker: absent, cancel: absent, find: absent, openOrders: absent, fills: absent };
  return {
    ...rest,
    ...{ positions: absent, setLeverage: absent, watch: absent, close: absent },
    balances: () => Promise.resolve(balances),
    place: () => Promise.resolve(place),
  };
}

function hearing(answers: Parameters<typeof account>[0]) {
  const clock = createTestClock();
  const told: number[] = [];
  const trade = hearRefusals(account(answers), clock, () => told.push(clock.now()));
  return { clock, told, trade };
}

const no = (reason: "unreachable" | "key" | "limited") => ({ ok: false as const, reason, detail: "" });

it.each(["unreachable", "limited"] as const)("says nothing of an exchange that is %s", async (reason) => {
  const { trade, told } = hearing({ balances: no(reason) });
  expect(await trade.balances("spot")).toEqual(no(reason));
  expect(told).toEqual([]);
});

it("tells at once that a key was refused, and again only ten seconds later (C18)", async () => {
  const { trade, told, clock } = hearing({ balances: no("key") });
  await trade.balances("spot");
  clock.advance(9_999);
  expect(await trade.balances("spot")).toEqual(no("key"));
  expect(told).toHaveLength(1);
  clock.advance(1);
  await trade.balances("spot");
  expect(told).toHaveLength(2);
});

it.each([
  ["key_refused", 1],
  ["bad_signature", 1],
  ["insufficient_funds", 0],
] as const)("an order refused for %s tells it %i times", async (code, times) => {
  const sent: Sent = { kind: "refused", code, detail: "no" };
  const { trade, told } = hearing({ place: sent });
  const order = {} as Parameters<TradeAccount["place"]>[0];
  expect(await trade.place(order, "open", () => Promise.resolve(true))).toEqual(sent);
  expect(told).toHaveLength(times);
});
