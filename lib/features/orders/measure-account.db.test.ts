import { expect, it } from "vitest";
import { SECOND_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { HELD_FRESH_MS } from "./holdings.ts";
import type { HeldAccount } from "./order-ctx.ts";
import { openDesk } from "./orders.fixture.ts";
import { Pace } from "./pace.ts";
import { workOnce } from "./work-once.ts";

const db = testDb();

/** An account with nothing under way, whose balances are asked for as `answer` has it. */
async function arrangeIdle(answer: (asked: number, held: HeldAccount) => void) {
  const desk = await openDesk(db);
  const held = await desk.start();
  const askedAt: number[] = [];
  const began = desk.ctx.clock.now();
  const { trade } = held;
  const account: HeldAccount = {
    ...held,
    trade: {
      ...trade,
      balances(...of) {
        askedAt.push((desk.ctx.clock.now() - began) / SECOND_MS);
        answer(askedAt.length, account);
        return trade.balances(...of);
      },
    },
  };
  const pace = new Pace();
  const work = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      desk.feed();
      await workOnce(desk.ctx, account, pace);
      await pace.settled();
      desk.ctx.clock.advance(SECOND_MS);
    }
  };
  return { desk, account, askedAt, work };
}

it("asks for balances again five seconds after an answer that something overtook, and an entry finds them known", async () => {
  const { desk, account, askedAt, work } = await arrangeIdle((asked, { holdings }) => {
    if (asked === 1) holdings.changed();
  });
  await work(8);
  const [first = 0, second = 0] = askedAt;
  expect([askedAt.length, second - first]).toEqual([2, 5]);
  expect(account.holdings.recall(desk.ctx.clock.now(), HELD_FRESH_MS)).not.toBeNull();
  await work(30);
  expect(askedAt).toHaveLength(2);
});
