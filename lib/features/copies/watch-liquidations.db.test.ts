import { expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { closePosition } from "./close-position.ts";
import { arrange, EXCHANGE, handle, type Scene, SYMBOL, subscriber } from "./copies.fixture.ts";
import { listLatestCopies } from "./copy-queries.ts";
import { getPosition } from "./queries.ts";
import { createLiquidationWatch } from "./watch-liquidations.ts";

const db = testDb();

/** The market goes to a price, and the watch sees it. */
async function tick(scene: Scene, watch: ReturnType<typeof createLiquidationWatch>, bid: string, ask: string) {
  scene.ctx.clock.advance(1_000);
  scene.quote(bid, ask);
  const ticker = await scene.ctx.prices.latest(EXCHANGE, SYMBOL);
  if (ticker === null) throw new Error("there is no price");
  await watch(ticker);
}

/** Entered with a stop that comes first; the provider then takes it back to `amended`. */
async function entered({ amended, ...terms }: Parameters<Scene["open"]>[0] & { readonly amended?: string }) {
  const scene = await arrange(db);
  scene.quote("41990", "42000");
  const { userId } = await scene.follower({ sizing: ["quote", "4200"] });
  const signal = await scene.open({ market: "swap", ...terms });
  await handle(scene, signal);
  if (amended !== undefined) {
    await scene.event(signal, "AMEND", { stopLoss: amended });
    await handle(scene, signal);
  }
  return { scene, userId, signal, watch: createLiquidationWatch(scene.ctx) };
}

it("ends a copy on paper where its margin is used up, and the signal's later gain brings nothing back", async () => {
  const { scene, userId, signal, watch } = await entered({ leverage: "20", stop: "41000", amended: "30000" });
  // 42,000 x 0.95 / 0.995 = 40,100.50…
  await tick(scene, watch, "40101", "40111");
  expect(await scene.copyOf(userId)).toMatchObject({ state: "OPEN" });
  await tick(scene, watch, "40100", "40110");
  // 0.1 BTC: fees 4.2 and 4.01, lost (42,000 - 40,100) x 0.1 = 190 of 210 that were bound
  const copy = await scene.copyOf(userId);
  expect(copy).toMatchObject({
    state: "CLOSED",
    reason: "liquidation",
    reasonText:
      "At 40,100.5 the margin of a position with leverage 20 was used up: it was liquidated, as an exchange would.",
  });
  expect(await listLatestCopies(scene.ctx, userId, 1)).toMatchObject([{ state: "CLOSED", text: copy?.reasonText }]);
  expect(await scene.cash(userId)).toBe("9801.79");
  expect(await getPosition(scene.ctx, userId, copy?.position?.id ?? "")).toMatchObject({
    state: "CLOSED",
    closeReason: "liquidation",
    exitPrice: "40100",
    grossPnl: "-190",
  });

  scene.quote("44001", "44010");
  await scene.event(
    signal,
    "CLOSE",
    { cause: "target", target: 2, fraction: "1", price: "44000", remaining: "0" },
    { state: "CLOSED" },
  );
  await handle(scene, signal);
  expect(await scene.cash(userId)).toBe("9801.79");
});

it("leaves a copy to its stop where that comes first, and one without leverage or of a spot market to the chain", async () => {
  const stopped = await entered({ leverage: "20", stop: "41000" });
  await tick(stopped.scene, stopped.watch, "39000", "39010");
  expect(await stopped.scene.copyOf(stopped.userId)).toMatchObject({ state: "OPEN" });
  const plainly = await entered({ leverage: "1", stop: "100" });
  await tick(plainly.scene, plainly.watch, "200", "210");
  expect(await plainly.scene.copyOf(plainly.userId)).toMatchObject({ state: "OPEN" });
  const spot = await entered({ market: "spot", leverage: "20", stop: "30000" });
  await tick(spot.scene, spot.watch, "39000", "39010");
  expect(await spot.scene.copyOf(spot.userId)).toMatchObject({ state: "OPEN" });
});

it("ends a short at the ask, and leaves a signal that has just closed to its own last event", async () => {
  const terms = { side: "SHORT", leverage: "10", stop: "43000", amended: "60000", targets: [["30000", "1"]] } as const;
  const { scene, userId, watch } = await entered(terms);
  // 41,990 x 1.1 / 1.005 = 45,959.20…
  await tick(scene, watch, "45959", "45960");
  const copy = await scene.copyOf(userId);
  expect(copy).toMatchObject({ state: "CLOSED", reason: "liquidation" });
  expect(plain(copy?.position?.exitPrice?.toString() ?? "")).toBe("45960");

  const other = await entered(terms);
  await other.scene.event(
    other.signal,
    "CLOSE",
    { cause: "provider", fraction: "1", price: "42100", remaining: "0" },
    { state: "CLOSED" },
  );
  await tick(other.scene, other.watch, "45959", "45960");
  expect(await other.scene.copyOf(other.userId)).toMatchObject({ state: "OPEN" });
  await handle(other.scene, other.signal);
  expect(await other.scene.copyOf(other.userId)).toMatchObject({ state: "CLOSED", reason: "provider" });
});

it("costs no more than the margin where the price jumps beyond it, to a stop or a hand either, and the fee", async () => {
  const gone = await entered({ leverage: "20", stop: "41000", amended: "30000" });
  await tick(gone.scene, gone.watch, "35000", "35010");
  // 0.1 BTC: 210 were bound; fees 4.2 and 3.99 of 39,900
  expect(await gone.scene.cash(gone.userId)).toBe("9781.81");
  expect((await gone.scene.copyOf(gone.userId))?.position?.exitPrice?.toString()).toBe("39900");

  const stopped = await entered({ leverage: "20", stop: "41000" });
  await tick(stopped.scene, stopped.watch, "35000", "35010");
  await stopped.scene.event(
    stopped.signal,
    "CLOSE",
    { cause: "stop", fraction: "1", price: "35000", remaining: "0" },
    { state: "CLOSED" },
  );
  await handle(stopped.scene, stopped.signal);
  expect(await stopped.scene.cash(stopped.userId)).toBe("9781.81");

  const short = await entered({ side: "SHORT", leverage: "10", stop: "43000", targets: [["30000", "1"]] });
  await tick(short.scene, short.watch, "49990", "50000");
  const { position } = (await short.scene.copyOf(short.userId)) ?? {};
  const closed = await closePosition(short.scene.ctx, subscriber(short.userId), position?.id ?? "", {});
  // 41,990 x 1.1
  expect(closed).toMatchObject({ ok: true, value: { price: "46189" } });
});

it("enters with no more leverage than lets the stop come first, as on a real account, and with none in a spot market", async () => {
  const leverage = async (terms: Parameters<typeof entered>[0]) => {
    const { scene, userId } = await entered(terms);
    const { position } = (await scene.copyOf(userId)) ?? {};
    return plain(position?.leverage.toString() ?? "");
  };
  expect(await leverage({ leverage: "20", stop: "41000" })).toBe("20");
  // 42,000 / (4,000 + 1 % of 38,000)
  expect(await leverage({ leverage: "20", stop: "38000" })).toBe("9");
  expect(await leverage({ market: "spot", leverage: "20", stop: "41000" })).toBe("1");
});

it("holds in a spot market no more than its cash, whatever leverage the signal names", async () => {
  const scene = await arrange(db);
  scene.quote("41990", "42000");
  const { userId } = await scene.follower({ sizing: ["quote", "20000"] });
  const signal = await scene.open({ market: "spot", leverage: "10", stop: "41000" });
  await handle(scene, signal);
  expect(await scene.copyOf(userId)).toMatchObject({ state: "SKIPPED", reason: "not_enough_cash" });
});
