import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { decideDrift } from "./decide-drift.ts";
import { driftOf } from "./drift-queries.ts";
import { exitPosition } from "./exit-position.ts";
import { feeRateOf } from "./fee-rate.ts";
import { feeInQuote } from "./fill-fee.ts";
import { runLossUsd } from "./limits-repository.ts";
import { type Desk, decOf, openDesk } from "./orders.fixture.ts";

const db = testDb();

/** A desk whose account pays its fees in BNB, which our feed does not watch. `asked`: prices that its exchange was asked for. */
async function openFeeDesk({ idsOnly = false } = {}): Promise<{ desk: Desk; asked: string[] }> {
  const desk = await openDesk(db, { funds: { USDT: "100000", BNB: "1" } });
  desk.venue.feeCoin = { currency: "BNB", price: dec(300) };
  desk.venue.idsOnly = idsOnly;
  const { trade } = await desk.start();
  const asked: string[] = [];
  const ticker = trade.ticker.bind(trade);
  trade.ticker = (of, priority) => {
    if (priority === "protect") asked.push(of.symbol);
    return ticker(of, priority);
  };
  return { desk, asked };
}

async function feesOf(desk: Desk) {
  const fills = await desk.ctx.db.fill.findMany({ where: { userId: desk.userId }, orderBy: { at: "asc" } });
  return fills.map(({ fee, feeCurrency, feeQuote }) => [plain(decOf(fee)), feeCurrency, plain(decOf(feeQuote))]);
}

it.each([
  { answer: "tells its executions", idsOnly: false },
  { answer: "tells its ids alone", idsOnly: true },
])("counts a fee in a third coin at the exchange's own price, where the answer $answer", async ({ idsOnly }) => {
  const { desk, asked } = await openFeeDesk({ idsOnly });
  await desk.plan("sig_a");
  await desk.work(65, 2_500);
  // 10 bps of 0.001 BTC at 42,000 is 0.042 USDT; what is on record is not priced again by the readings that follow.
  expect(await feesOf(desk)).toEqual([["0.00014", "BNB", "0.042"]]);
  expect(asked).toEqual(["BNB/USDT"]);

  const position = await desk.position("sig_a");
  await exitPosition(desk.ctx, desk.userId, position?.id ?? "", { leg: "close", fraction: null });
  await desk.work(10);
  expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED" });
  expect(plain(decOf((await desk.position("sig_a"))?.fees))).toBe("0.084");
});

it("counts it for a trade that was made by hand and is taken over", async () => {
  const { desk } = await openFeeDesk();
  await desk.plan("sig_a");
  await desk.work(3);
  desk.venue.byHand({ side: "BUY", qty: dec("0.0004") });
  await desk.work(65, 2_500);
  const [shown] = await driftOf(desk.ctx.db, desk.userId, "open");
  await decideDrift(
    desk.ctx,
    desk.userId,
    { keyId: desk.keyId, symbol: "BTC/USDT", tradeId: shown?.tradeId ?? "" },
    "ADOPTED",
  );
  await desk.work(5);
  // 10 bps of 0.0004 BTC at 42,000 more
  expect(plain(decOf((await desk.position("sig_a"))?.fees))).toBe("0.0588");
});

it("counts a fee whose coin had no price at first as soon as it has one, once", async () => {
  const { desk } = await openFeeDesk();
  const { trade } = desk.held;
  const ticker = trade.ticker.bind(trade);
  let isSilent = true;
  trade.ticker = async (of, priority) =>
    isSilent && of.symbol.startsWith("BNB/")
      ? { ok: false, reason: "unreachable", detail: "no answer" }
      : ticker(of, priority);
  const fees = async () => plain(decOf((await desk.position("sig_a"))?.fees));
  const run = { userId: desk.userId, strategyId: null, sessionId: null, from: new Date(0) };
  const lost = () => desk.ctx.db.transaction((tx) => runLossUsd(tx, run));

  await desk.plan("sig_a");
  await desk.work(125, 2_500);
  expect([await fees(), plain(await lost())]).toEqual(["0", "0"]);
  isSilent = false;
  await desk.work(185, 2_500);
  expect([await fees(), plain(await lost())]).toEqual(["0.042", "0.042"]);
  const fill = await desk.ctx.db.fill.findFirstOrThrow({ where: { userId: desk.userId }, include: { lateFee: true } });
  expect(plain(feeInQuote(fill))).toBe("0.042");
});

it("counts a fee whose coin has a price behind however many of one that never gets any", async () => {
  const { desk } = await openFeeDesk();
  const { db, ids } = desk.ctx;
  const { trade } = desk.held;
  const ticker = trade.ticker.bind(trade);
  let silent = /^(BNB|GONE)/;
  trade.ticker = async (of, priority) =>
    silent.test(of.symbol) ? { ok: false, reason: "unreachable", detail: "no such symbol" } : ticker(of, priority);
  await desk.plan("sig_a");
  await desk.work(10);
  const { lateFee: _late, ...fill } = await db.fill.findFirstOrThrow({
    where: { userId: desk.userId },
    include: { lateFee: true },
  });
  const older = Array.from({ length: 60 }, (_, n) => ({
    ...{ ...fill, id: ids.make("fill"), tradeId: `older ${n}`, feeCurrency: "GONE" },
    at: new Date(fill.at.getTime() - 1_000 * (n + 1)),
  }));
  await db.fill.createMany({ data: older });
  await db.lateFee.createMany({ data: older.map(({ id }) => ({ fillId: id, keyId: desk.keyId })) });
  silent = /^GONE/;
  await desk.work(125, 2_500);
  expect(plain(decOf((await desk.position("sig_a"))?.fees))).toBe("0.042");
});

it("prices a coin that has no market in the quote currency by way of the dollar", async () => {
  const { desk } = await openFeeDesk();
  const { trade } = desk.held;
  const ticker = trade.ticker.bind(trade);
  trade.ticker = async (of, priority) =>
    of.symbol === "BNB/USDC" ? { ok: false, reason: "unreachable", detail: "no such symbol" } : ticker(of, priority);
  const rate = await feeRateOf(desk.ctx, desk.held, { symbol: "BTC/USDC", fee: dec("0.00014"), feeCurrency: "BNB" });
  expect(rate?.toString()).toBe("300");
});
