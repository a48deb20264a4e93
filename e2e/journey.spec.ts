import { expect, test } from "@playwright/test";
import { amountText, barsOf, followLong, type LongPlan, money, priceText, walk } from "./support/by-hand.ts";
import { call } from "./support/call.ts";
import { importCandles, replay } from "./support/market.ts";
import { createStrategy, newPerson, onboard, subscribeAndPay, turnOnSecondFactor } from "./support/people.ts";
import { requireCandles } from "./support/site.ts";

/** A quarter of an hour in which the price reaches the first target and falls back to the entry. */
const FROM = "2024-01-03T20:00:00Z";
const QUOTE = 1_000n;
const FEE_BPS = 10n;

interface PositionRow {
  readonly id: string;
  readonly state: string;
  readonly qty: string;
  readonly entryQty: string;
  readonly entryPrice: string;
  readonly stopLoss: string;
  readonly markPrice: string | null;
  readonly grossPnl: string;
  readonly fees: string;
  readonly realisedPnl: string;
  readonly unrealisedPnl: string;
  readonly closeReason: string | null;
}

test("a provider sells, a subscriber pays and follows on paper, and every figure is what the candles give by hand", async ({
  browser,
  request,
}) => {
  test.setTimeout(300_000);
  const file = requireCandles();
  importCandles(file);
  await replay(request, { from: FROM, pause: true });

  const bars = barsOf(file, FROM, 6);
  const path = bars.flatMap(walk);
  const entry = path[0]?.ask ?? 0n;
  const plan: LongPlan = {
    stop: (entry * 9_950n) / 10_000n,
    targets: [
      { price: (entry * 10_040n) / 10_000n, percent: 40n },
      { price: (entry * 10_200n) / 10_000n, percent: 60n },
    ],
    breakEvenAfter: 1,
  };
  const byHand = followLong(path, plan, QUOTE, FEE_BPS);
  const [first, second] = byHand.exits;
  expect(
    byHand.exits.map((exit) => exit.cause),
    "the candles chosen must hit the target, then the entry",
  ).toEqual(["target", "stop"]);

  const provider = await newPerson(browser, "PROVIDER", "Petra Journey");
  await onboard(provider);
  const strategy = await createStrategy(provider, { name: `Journey ${Date.now()}`, price: "99.99" });
  const subscriber = await newPerson(browser, "SUBSCRIBER", "Sam Journey");
  const stranger = await newPerson(browser, "SUBSCRIBER", "Uma Unpaid");
  await turnOnSecondFactor(subscriber);
  await subscribeAndPay(subscriber, strategy.slug);

  const { body: subscriptions } = await call<{ items: { id: string; strategyId: string }[] }>(
    subscriber.page,
    "GET",
    "/api/subscriptions",
  );
  const subscriptionId = subscriptions.items.find((item) => item.strategyId === strategy.id)?.id ?? "";
  const follow = await call(subscriber.page, "PUT", `/api/subscriptions/${subscriptionId}/follow`, {
    mode: "PAPER",
    sizing: { type: "quote", value: String(QUOTE) },
  });
  expect(follow.status, JSON.stringify(follow.body)).toBe(200);

  await subscriber.page.goto("/positions");
  const published = await call<{ id: string; hash: string; seq: number }>(provider.page, "POST", "/api/signals", {
    strategyId: strategy.id,
    symbol: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: priceText(plan.stop),
    targets: plan.targets.map((target) => ({ price: priceText(target.price), fraction: `0.${target.percent / 10n}` })),
    breakEven: { afterTarget: plan.breakEvenAfter },
  });
  expect(published.status, JSON.stringify(published.body)).toBe(201);

  const position = async (): Promise<PositionRow> => {
    const { body } = await call<{ items: PositionRow[] }>(subscriber.page, "GET", "/api/positions");
    const [found] = body.items;
    if (found === undefined) throw new Error("there is no position yet");
    return found;
  };
  await expect
    .poll(() => position().catch(() => null))
    .toMatchObject({ state: "OPEN", entryPrice: priceText(byHand.entry), qty: amountText(byHand.lots) });

  await replay(request, { step: (first?.bar ?? 0) + 1 });
  await expect
    .poll(position)
    .toMatchObject({ qty: amountText(byHand.lots - (first?.lots ?? 0n)), stopLoss: priceText(byHand.entry) });

  await replay(request, { step: (second?.bar ?? 0) - (first?.bar ?? 0) });
  await expect.poll(position).toMatchObject({
    state: "CLOSED",
    qty: "0",
    entryQty: amountText(byHand.lots),
    grossPnl: money(byHand.grossPnl),
    fees: money(byHand.fees),
    realisedPnl: money(byHand.grossPnl - byHand.fees),
  });

  const seen = await call<{ items: unknown[] }>(stranger.page, "GET", `/api/signals?strategyId=${strategy.id}`);
  expect(seen.status === 200 ? seen.body.items : []).toEqual([]);
  expect((await call(stranger.page, "GET", `/api/signals/${published.body.id}`)).status).toBe(404);
});
