import { expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { arrange, type Scene } from "./copies.fixture.ts";
import { onSignalEvent } from "./on-signal-event.ts";

const db = testDb();

const handle = (scene: Scene, signalId: string, seq = scene.seq): Promise<void> =>
  onSignalEvent(scene.ctx, { strategyId: scene.strategyId, seq, signalId });

const ADD = { cause: "provider", fraction: "0.5", price: "42000", remaining: "1.5", entryPrice: "41666.67" };

const figures = (position: { qty: unknown; entryQty: unknown; entryPrice: unknown } | null | undefined) =>
  position && [position.qty, position.entryQty, position.entryPrice].map((value) => plain(String(value)));

it("enlarges a copy by the signal's factor at the ask, averages its entry, and leaves by its share", async () => {
  const scene = await arrange(db);
  scene.quote("39990", "40000");
  const { userId } = await scene.follower({ sizing: ["units", "0.02"] });
  scene.ctx.clock.advance(1_000);
  const signal = await scene.open({ stop: "38000", targets: [["50000", "1"]] });
  await handle(scene, signal);

  scene.quote("42000", "42000");
  await scene.event(signal, "ADD", ADD, { remaining: "1.5" });
  await handle(scene, signal);
  let copy = await scene.copyOf(userId);
  // 0.02 at 40,000 and 0.01 at 42,000: 1,220 / 0.03
  expect(figures(copy?.position)).toEqual(["0.03", "0.03", "40666.666666666666666667"]);
  expect(copy?.steps.at(-1)).toMatchObject({ outcome: "added", text: "Bought 0.01 BTC more at 42,000" });
  expect(copy?.intents.map(({ leg, reduceOnly }) => [leg, reduceOnly]).sort()).toEqual([
    ["add:2", false],
    ["entry", false],
  ]);
  expect(await scene.cash(userId)).toBe("9998.78"); // fees 0.8 and 0.42

  // A third of the 1.5 that are held leaves: a third of 0.03.
  await scene.event(
    signal,
    "REDUCE",
    { cause: "provider", fraction: "0.5", price: "42000", remaining: "1" },
    { remaining: "1" },
  );
  await handle(scene, signal);
  copy = await scene.copyOf(userId);
  expect(figures(copy?.position)?.slice(0, 2)).toEqual(["0.02", "0.03"]);
  // It was the provider who left, and no target that was hit.
  expect(copy?.steps.at(-1)).toMatchObject({
    outcome: "reduced",
    text: expect.stringContaining("(closed by the provider)"),
  });
  expect(copy?.position?.fills.map(({ reason }) => reason)).toContain("provider");
  const left = copy?.intents.find(({ leg }) => leg === "reduce:3");
  expect(left?.orders.map(({ type, price }) => [type, price])).toEqual([["MARKET", null]]);

  scene.quote("43000", "43001");
  await scene.event(
    signal,
    "CLOSE",
    { cause: "provider", fraction: "1", price: "43000", remaining: "0" },
    { state: "CLOSED", remaining: "0" },
  );
  await handle(scene, signal);
  copy = await scene.copyOf(userId);
  expect(copy).toMatchObject({ state: "CLOSED" });
  // in 1,220; out 0.01 x 42,000 + 0.02 x 43,000 = 1,280; fees 0.8 + 0.42 + 0.42 + 0.86. The average has 18 decimals, so what is read back too.
  const [gross, fees, exit] = [copy?.position?.grossPnl, copy?.position?.fees, copy?.position?.exitPrice].map(Number);
  expect(gross).toBeCloseTo(60, 15);
  expect(fees).toBe(2.5);
  expect(exit).toBeCloseTo(1_280 / 0.03, 10);
  expect(Number(await scene.cash(userId))).toBeCloseTo(10_057.5, 12);
});

it("keeps a copy's size, with the reason, where it may not follow, and still leaves in proportion", async () => {
  const scene = await arrange(db);
  scene.quote("39990", "40000");
  const capped = await scene.follower({ sizing: ["units", "0.02"], limits: { maxTradeQuote: "1000" } });
  const lapsed = await scene.follower({ sizing: ["units", "0.02"] });
  const poor = await scene.follower({ sizing: ["units", "0.24"] });
  scene.ctx.clock.advance(1_000);
  const signal = await scene.open({ stop: "38000", targets: [["50000", "1"]] });
  await handle(scene, signal);
  await scene.lapse(lapsed.userId);

  scene.quote("42000", "42000");
  await scene.event(signal, "ADD", ADD, { remaining: "1.5" });
  await handle(scene, signal);
  const said = async (userId: string) => (await scene.copyOf(userId))?.steps.at(-1);
  expect(await said(capped.userId)).toMatchObject({
    outcome: "nothing",
    text: "The position would be 1220 USDT; your limit is 1000 USDT a trade. Your copy keeps its size.",
  });
  expect(await said(lapsed.userId)).toMatchObject({ text: expect.stringContaining("Your subscription had ended") });
  expect(await said(poor.userId)).toMatchObject({ text: expect.stringContaining("The addition needs 5045.04 USDT") });

  // Two thirds of the signal leave: two thirds of each copy, whether it grew or not.
  await scene.event(
    signal,
    "REDUCE",
    { cause: "provider", fraction: "1", price: "42000", remaining: "0.5" },
    { remaining: "0.5" },
  );
  await handle(scene, signal);
  expect(figures((await scene.copyOf(capped.userId))?.position)?.[0]).toBe("0.00667");
  expect(figures((await scene.copyOf(lapsed.userId))?.position)?.[0]).toBe("0.00667");
});

it("still enters a copy whose turn comes after an addition, and then follows the addition once", async () => {
  const scene = await arrange(db);
  scene.quote("40000", "40000");
  const { userId } = await scene.follower({ sizing: ["units", "0.02"] });
  scene.ctx.clock.advance(1_000);
  const signal = await scene.open({ stop: "38000", targets: [["50000", "1"]] });
  await scene.event(signal, "ADD", { ...ADD, price: "40000" }, { remaining: "1.5" });
  await handle(scene, signal);
  await handle(scene, signal);
  const copy = await scene.copyOf(userId);
  expect(copy?.steps.map(({ outcome }) => outcome)).toEqual(["entered", "added"]);
  expect(figures(copy?.position)?.[0]).toBe("0.03");
});
