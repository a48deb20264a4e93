import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { type LiveAtVenue, openLiveAtVenue, SWAP } from "./live-at-venue.fixture.ts";

/** A live copy of a perpetual over the real ccxt and the local exchange's HTTP: leverage, a short, an addition, and out. */
const db = testDb();
let desk: LiveAtVenue;
beforeAll(async () => {
  desk = await openLiveAtVenue(db);
}, 60_000);
afterAll(() => desk.close(), 60_000);

it("sets the leverage that both allow before each entry, sells short under the cap, follows an addition, and leaves with the signal", async () => {
  const { live, venue, wake } = desk;
  const { me, account } = await desk.follow({ sizing: ["quote", "500"], limits: { maxLeverage: "3" } });
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 25_000, interval: 100 });
  const held = () =>
    venue.books
      .allPositions()
      .filter((one) => one.account === account && !one.qty.isZero())
      .map(({ qty, leverage }) => [plain(qty), leverage]);
  const stops = () =>
    venue.books
      .orders(account)
      .filter(({ trigger, state }) => trigger !== null && state === "waiting")
      .map(({ side, qty, reduceOnly }) => [side, plain(qty), reduceOnly]);
  await until(async () => {
    const ready = await live.ctx.db.tradeAccount.findUnique({ where: { keyId: me.ids.keyId } });
    expect(ready?.state).toBe("READY");
  });

  const signalId = await live.open({
    symbol: SWAP,
    market: "swap",
    side: "SHORT",
    stop: "43000",
    targets: [["40000", "1"]],
    leverage: "5",
  });
  wake();
  // 500 / 42,000 to the lot of 0.001; the provider's 5 times are more than the follower's own 3.
  await until(() => expect([held(), stops()]).toEqual([[["-0.011", 3]], [["BUY", "0.011", true]]]));

  // Whatever his hands set at the exchange, what is entered next has its own again.
  venue.setLeverageByHand(account, SWAP, 50);
  await live.event(signalId, "ADD", { fraction: "0.5", remaining: "1.5" });
  wake();
  await until(() => expect([held(), stops()]).toEqual([[["-0.016", 3]], [["BUY", "0.016", true]]]));

  await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
  wake();
  await until(async () => {
    expect([held(), stops()]).toEqual([[], []]);
    expect(await me.copy()).toMatchObject({ state: "CLOSED", position: { state: "CLOSED", side: "SHORT" } });
  });
}, 90_000);

it("books what the exchange liquidated, to the last digit of what it took, and takes nothing more for it", async () => {
  const { live, venue, wake, price } = desk;
  const { me, account } = await desk.follow({ sizing: ["quote", "500"], limits: { maxLeverage: "3" } });
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 25_000, interval: 100 });
  await until(async () => {
    const ready = await live.ctx.db.tradeAccount.findUnique({ where: { keyId: me.ids.keyId } });
    expect(ready?.state).toBe("READY");
  });
  const side = { side: "LONG", stop: "35000", targets: [["60000", "1"]] } as const;
  await live.open({ symbol: SWAP, market: "swap", leverage: "3", ...side });
  wake();
  const waiting = () => venue.books.orders(account).filter(({ state }) => state === "waiting");
  await until(() => expect(waiting()).toHaveLength(1));

  // His own hands leave too little for the position, and the market falls, not to the stop.
  venue.setLeverageByHand(account, SWAP, 50);
  venue.moveMoney({ account, wallet: "swap", currency: "USDT", amount: "-9970" });
  price("38000");
  wake();
  await until(async () => {
    const { position, ...copy } = await me.copy();
    const reasonText = "The exchange liquidated it: its margin was used up.";
    expect(copy).toMatchObject({ state: "CLOSED", reason: "liquidation", reasonText });
    expect(position).toMatchObject({ state: "CLOSED", closeReason: "liquidation", exitPrice: expect.anything() });
    const fills = venue.books.fills(account);
    const sum = (of: "pnl" | "fee") => fills.reduce((total, fill) => total.plus(fill[of]), dec(0));
    expect([position?.grossPnl, position?.fees].map((one) => plain(one?.toString() ?? ""))).toEqual([
      plain(sum("pnl")),
      plain(sum("fee")),
    ]);
    expect(sum("pnl").isNegative()).toBe(true);
  });
  expect(waiting()).toEqual([]);
}, 90_000);
