import { expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { openDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();
const SWAP = "BTC/USDT:USDT";
const atLeverage = (leverage: number) => ({ symbol: SWAP, market: "swap", leverage: dec(leverage) }) as const;

async function openSwapDesk() {
  const desk = await openDesk(db, { limits: { symbols: [SWAP], maxLeverage: "5" } });
  await desk.start();
  await desk.round();
  const entries = () => desk.venue.placed.filter(({ request }) => request.side === "BUY");
  return { desk, entries };
}

it("leaves with the leverage that was planned, whatever its user set by hand meanwhile, and so when it is sent again (O51)", async () => {
  const { desk, entries } = await openSwapDesk();
  await desk.plan("sig_a", atLeverage(3));
  desk.venue.leverage = 50;
  await desk.work(2);
  expect(entries().map(({ leverage }) => leverage)).toEqual([3]);

  desk.venue.faults.push("lost_before");
  await desk.plan("sig_b", { ...atLeverage(5), bounds: { ...boundsOf(desk), maxAgeSec: 60 } });
  await desk.work(1);
  desk.venue.leverage = 50;
  await desk.work(25);
  expect(entries().map(({ leverage }) => leverage)).toEqual([3, 5]);
});

it("does not leave while the exchange does not set it, and says why once it is too old", async () => {
  const { desk, entries } = await openSwapDesk();
  desk.venue.onLeverage = () => Promise.resolve({ ok: false, reason: "unreachable", detail: "Leverage is not valid" });
  await desk.plan("sig_a", atLeverage(3));
  await desk.work(10);
  expect(await desk.intent("sig_a")).toMatchObject({ state: "PLANNED" });
  await desk.work(25);
  expect(await desk.intent("sig_a")).toMatchObject({
    state: "BLOCKED",
    reasonCode: "too_old",
    reason: expect.stringMatching(
      /^The signal is .* old; it allows 30 s\. The exchange did not set the leverage: Leverage is not valid$/,
    ),
  });
  expect(entries()).toEqual([]);
  expect(await desk.day()).toMatchObject({ entries: 0 });
});

it("does not leave where the exchange refuses the key that was to set it", async () => {
  const { desk, entries } = await openSwapDesk();
  desk.venue.onLeverage = () => Promise.resolve({ ok: false, reason: "key", detail: "Invalid API-key" });
  await desk.plan("sig_a", atLeverage(3));
  await desk.work(2);
  expect(await desk.intent("sig_a")).toMatchObject({
    state: "BLOCKED",
    reasonCode: "leverage",
    reason: "The exchange did not set the leverage: Invalid API-key",
  });
  expect(entries()).toEqual([]);
});

it("is not changed by another entry into the same swap before the first has left", async () => {
  const { desk, entries } = await openSwapDesk();
  await desk.plan("sig_a", atLeverage(3));
  desk.ctx.clock.advance(1);
  await desk.plan("sig_b", atLeverage(2));
  const { onLeverage } = desk.venue;
  const answered = Promise.withResolvers<void>();
  desk.venue.onLeverage = async (wanted) => {
    desk.venue.onLeverage = onLeverage;
    const answer = await onLeverage(wanted);
    await answered.promise;
    return answer;
  };
  const pace = new Pace();
  await workOnce(desk.ctx, desk.held, pace);
  desk.ctx.clock.advance(300);
  await workOnce(desk.ctx, desk.held, pace);
  answered.resolve();
  await pace.settled();
  await desk.work(3);
  expect(entries().map(({ leverage }) => leverage)).toEqual([3, 2]);
});

function boundsOf(desk: Awaited<ReturnType<typeof openDesk>>) {
  const { bounds } = desk.entry("sig_bounds");
  if (bounds === null) throw new Error("an entry without bounds");
  return bounds;
}
