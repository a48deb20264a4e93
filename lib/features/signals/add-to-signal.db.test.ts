import { describe, expect, it } from "vitest";
import { verifyChain } from "@/lib/kernel/chain";
import { plain } from "@/lib/kernel/decimal";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { addToSignal } from "./add-to-signal.ts";
import { amendSignal } from "./amend-signal.ts";
import { sha256Hex } from "./chain.ts";
import { closeSignal } from "./close-signal.ts";
import { chainEventOf, findSignal } from "./repository.ts";

const db = testDb();

async function opened(more: Record<string, unknown> = {}) {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  quoteBtc(ctx, "59990", "60000");
  const targets = [
    { price: 70000, fraction: 0.5 },
    { price: 80000, fraction: 0.5 },
  ];
  const id = await publish(ctx, provider, strategyId, { stopLoss: 58000, targets, ...more });
  return { ctx, provider, strategyId, id };
}

describe("an addition", () => {
  it("moves the entry to the average of what is held and lets the targets ahead grow along", async () => {
    const { ctx, provider, strategyId, id } = await opened();
    quoteBtc(ctx, "62990", "63000");
    const added = await addToSignal(ctx, provider, id, { factor: "0.5" }, "add-1");
    // (60,000 x 1 + 63,000 x 0.5) / 1.5
    expect(added).toMatchObject({
      ok: true,
      value: {
        value: {
          remaining: "1.5",
          entryPrice: "61000",
          stopLoss: "58000",
          targets: [
            { price: "70000", fraction: "0.75" },
            { price: "80000", fraction: "0.75" },
          ],
        },
      },
    });
    expect(await addToSignal(ctx, provider, id, { factor: "0.5" }, "add-1")).toMatchObject({
      ok: true,
      value: { repeated: true, value: { remaining: "1.5" } },
    });
    const rows = await db.web.signalEvent.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
    expect(rows.map(({ type }) => type)).toEqual(["OPEN", "ADD"]);
    expect(rows[1]?.body).toEqual({
      cause: "provider",
      fraction: "0.5",
      price: "63000",
      remaining: "1.5",
      entryPrice: "61000",
    });
    expect(await verifyChain(rows.map(chainEventOf), sha256Hex)).toMatchObject({ intact: true, events: 2 });
  });

  it("counts in the result by all that was entered and all that left", async () => {
    const { ctx, provider, id } = await opened();
    quoteBtc(ctx, "60000", "60000");
    await closeSignal(ctx, provider, id, { fraction: "0.5" });
    quoteBtc(ctx, "64000", "64000");
    await addToSignal(ctx, provider, id, { factor: "1" });
    quoteBtc(ctx, "66000", "66000");
    expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ ok: true });
    const signal = await findSignal(db.web, id);
    expect(signal).toMatchObject({ state: "CLOSED", closeCause: "provider" });
    // in: 60,000 + 0.5 x 64,000 = 92,000; out: 0.5 x 60,000 + 66,000 = 96,000; fees 10 bps of 188,000 = 188
    expect(signal?.resultPct).toBeCloseTo(((96_000 - 92_000 - 188) / 92_000) * 100, 10);
  });

  it("keeps the targets' sum exact where thirds do not divide", async () => {
    const third = "0.333333333333333333";
    const { ctx, provider, id } = await opened({
      targets: [
        { price: 70000, fraction: third },
        { price: 75000, fraction: third },
        { price: 80000, fraction: "0.333333333333333334" },
      ],
    });
    await addToSignal(ctx, provider, id, { factor: "0.7" });
    const signal = await findSignal(db.web, id);
    const sum = signal?.targets.reduce((total, { fraction }) => total + BigInt(fraction.slice(2)), 0n);
    expect(plain(signal?.remaining ?? "0")).toBe("1.7");
    expect(sum).toBe(1_700_000_000_000_000_000n);
  });

  it.each([
    ["beyond ten times the first size", "9.5", { reason: "invalid", fieldErrors: { quantity: [expect.any(String)] } }],
    ["of nothing", "0", { reason: "invalid" }],
  ])("%s is refused", async (_name, factor, refusal) => {
    const { ctx, provider, id } = await opened();
    expect(await addToSignal(ctx, provider, id, { factor })).toMatchObject({ ok: false, ...refusal });
  });

  it("is refused past the stop or the next target, for a stranger's and for an ended signal", async () => {
    const { ctx, provider, id } = await opened();
    quoteBtc(ctx, "57990", "58000");
    expect(await addToSignal(ctx, provider, id, { factor: "1" })).toMatchObject({ ok: false, reason: "conflict" });
    quoteBtc(ctx, "70000", "70001");
    expect(await addToSignal(ctx, provider, id, { factor: "1" })).toMatchObject({ ok: false, reason: "conflict" });
    const stranger = await makeActor(ctx, "PROVIDER", "Stan");
    expect(await addToSignal(ctx, stranger, id, { factor: "1" })).toMatchObject({ ok: false, reason: "not_found" });
    await closeSignal(ctx, provider, id, { fraction: "1" });
    expect(await addToSignal(ctx, provider, id, { factor: "1" })).toMatchObject({ ok: false, reason: "conflict" });
  });

  it.each(["PAUSED", "ARCHIVED"] as const)(
    "is refused while the strategy is %s, which can still be led out; a repeat of one from before is answered",
    async (status) => {
      const { ctx, provider, strategyId, id } = await opened();
      await addToSignal(ctx, provider, id, { factor: "0.5" }, `before-${status}`);
      await db.web.strategy.update({ where: { id: strategyId }, data: { status } });
      expect(await addToSignal(ctx, provider, id, { factor: "0.5" })).toMatchObject({
        reason: "conflict",
        detail: `This strategy is ${status}: only an ACTIVE one publishes signals.`,
      });
      expect(await addToSignal(ctx, provider, id, { factor: "0.5" }, `before-${status}`)).toMatchObject({
        value: { repeated: true, value: { remaining: "1.5" } },
      });
      expect(await amendSignal(ctx, provider, id, { stopLoss: "59000" })).toMatchObject({ ok: true });
      expect(await closeSignal(ctx, provider, id, { fraction: "0.5" })).toMatchObject({ ok: true });
      expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ ok: true });
    },
  );
});
