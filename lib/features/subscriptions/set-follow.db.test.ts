import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { cancelSubscription } from "./cancel-subscription.ts";
import { type FollowInput, followInput } from "./input.ts";
import { findSubscriptionTo } from "./queries.ts";
import { setFollow } from "./set-follow.ts";
import { subscribe } from "./subscribe.ts";

const db = testDb();
let ctx: TestCtx;
let buyer: Actor;
let strategyId: string;
let id: string;

const paper: FollowInput = { mode: "PAPER", sizing: { type: "quote", value: "250.50" } };
const follow = async () => (await findSubscriptionTo(ctx.db, buyer.userId, strategyId, ctx.clock.now()))?.follow;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  const provider = await makeUser(ctx, "PROVIDER");
  buyer = await makeUser(ctx, "SUBSCRIBER");
  strategyId = await makeStrategy(ctx, provider, { priceAmount: 0 });
  const result = await subscribe(ctx, buyer, { strategyId });
  if (!result.ok) throw new Error(result.reason);
  id = result.value.id;
});

describe("setFollow", () => {
  it("starts as NOTIFY and takes a mode and a size", async () => {
    expect(await follow()).toMatchObject({ mode: "NOTIFY" });
    expect(await setFollow(ctx, buyer, id, paper)).toMatchObject({
      ok: true,
      value: { mode: "PAPER", sizing: { type: "quote", value: "250.5" } },
    });
    expect(await follow()).toMatchObject({ mode: "PAPER", sizing: { type: "quote", value: "250.5" } });
    const events = await ctx.db.outboxEvent.findMany({ where: { type: "follow.changed" } });
    expect(events).toHaveLength(2);
  });

  it("refuses LIVE in the words that users know, and a key without LIVE by its field", async () => {
    expect(await setFollow(ctx, buyer, id, { ...paper, mode: "LIVE" })).toMatchObject({
      reason: "forbidden",
      detail: "Trading is disabled. Set TRADING_ENABLED=True to enable.",
    });
    expect(await setFollow(ctx, buyer, id, { ...paper, credentialId: "key_1" })).toMatchObject({
      reason: "invalid",
      fieldErrors: { credentialId: [expect.any(String)] },
    });
    expect(await follow()).toMatchObject({ mode: "PAPER" });
  });

  it("is not there for a stranger", async () => {
    const stranger = await makeUser(ctx, "SUBSCRIBER");
    expect(await setFollow(ctx, stranger, id, paper)).toEqual({ ok: false, reason: "not_found" });
  });

  it("needs access, and a new subscription starts as NOTIFY again", async () => {
    await cancelSubscription(ctx, buyer, id, {});
    expect(await setFollow(ctx, buyer, id, paper)).toMatchObject({ ok: false, reason: "no_access" });
    ctx.clock.advance(1_000);
    const again = await subscribe(ctx, buyer, { strategyId });
    expect(again).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    expect(await follow()).toMatchObject({ mode: "NOTIFY" });
  });
});

describe("followInput", () => {
  const faults = (input: unknown): string[] =>
    followInput.safeParse(input).error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) ?? [];
  it.each([
    [{ mode: "SELL", sizing: paper.sizing }, "mode: Choose NOTIFY, PAPER or LIVE."],
    [{ mode: "PAPER", sizing: { type: "all", value: "1" } }, "sizing.type: Choose quote, equityPct, riskPct or units."],
    [{ mode: "PAPER", sizing: { type: "quote", value: "0" } }, "sizing.value: It must be above 0."],
    [
      { mode: "PAPER", sizing: { type: "quote", value: -5 } },
      "sizing.value: Give a plain number with at most 8 decimals, like 100 or 0.5.",
    ],
    [
      { mode: "PAPER", sizing: { type: "quote", value: Number.NaN } },
      'sizing.value: Give a number, like 100 or "0.5".',
    ],
    [{ mode: "PAPER", sizing: { type: "equityPct", value: "101" } }, "sizing.value: At most 100 for equityPct."],
    [{ mode: "PAPER", sizing: { type: "riskPct", value: 11 } }, "sizing.value: At most 10 for riskPct."],
  ])("refuses %j", (input, fault) => {
    expect(faults(input)).toContain(fault);
  });
  it("takes numbers and decimal text", () => {
    expect(followInput.parse({ mode: "PAPER", sizing: { type: "quote", value: 100 } }).sizing.value).toBe("100");
  });
});
