import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { type Desk, openDesk } from "./orders.fixture.ts";

const db = testDb();
const SYMBOL = "BTC/USDT";

/** A desk that holds 0.000999 BTC, guarded by a stop. */
async function holding(): Promise<Desk> {
  const desk = await openDesk(db);
  await desk.start();
  await desk.plan("sig_a");
  await desk.work(3);
  return desk;
}

const account = (desk: Desk) => desk.ctx.db.tradeAccount.findUnique({ where: { keyId: desk.keyId } });

describe("a symbol that its exchange lists no more", () => {
  it("keeps an account that has traded it from nothing else", async () => {
    const desk = await holding();
    desk.venue.unlisted.add(SYMBOL);
    await desk.start();
    expect(await account(desk)).toMatchObject({ state: "RECOVERING" });
    await desk.work(3);
    expect(await account(desk)).toMatchObject({ state: "READY" });
  });
});
