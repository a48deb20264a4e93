import { beforeAll, expect, it } from "vitest";
import { sha256Hex } from "@/lib/features/signals/chain";
import { readChain } from "@/lib/features/signals/ledger";
import type { Actor } from "@/lib/kernel/actor";
import { verifyChain } from "@/lib/kernel/chain";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { DEMOS, type Demo, openDemo } from "./demo-desk.ts";

const db = testDb();
const DAYS = 30;
const [breakout] = DEMOS as readonly [Demo];
const quiet = (): void => undefined;
let ctx: TestCtx;

beforeAll(() => {
  ctx = createTestCtx(db.web);
});

async function desk(name: string): Promise<Actor> {
  return makeActor(ctx, "PROVIDER", name);
}

const open = (actor: Actor, isPaid = false) => openDemo(ctx, actor, breakout, { isPaid, days: DAYS }, quiet);

async function chainOf(actor: Actor) {
  const strategy = await db.web.strategy.findFirstOrThrow({ where: { providerId: actor.userId } });
  const events = [];
  for await (const event of readChain(db.web, strategy.id, Number.MAX_SAFE_INTEGER)) events.push(event);
  return { strategy, events };
}

it("makes a whole chain that ends a day before now, and a record of closed trades alone", async () => {
  const actor = await desk("Dora");
  const published = await open(actor);
  const { strategy, events } = await chainOf(actor);
  expect(published).toBeGreaterThan(3);
  expect(await verifyChain(events, sha256Hex)).toMatchObject({ intact: true, events: events.length });
  expect(events.filter(({ type }) => type === "OPEN")).toHaveLength(published);
  expect(events.filter(({ type }) => type === "CLOSE")).toHaveLength(published);
  expect(strategy).toMatchObject({ status: "ACTIVE", isPublic: true, tradeCount: published, priceAmount: 0 });
  const last = Date.parse(events.at(-1)?.receivedAt ?? "");
  expect(ctx.clock.now() - last).toBeGreaterThan(24 * 3_600_000);
});

it("does nothing a second time, and goes on where a run was cut off: the same events as in peace", async () => {
  const peaceful = await desk("Pia");
  await open(peaceful);
  expect(await open(peaceful)).toBe(0);

  const cut = await desk("Cleo");
  const cutOff = (text: string): void => {
    if (text.endsWith(": 3 signals")) throw new Error("cut off");
  };
  await expect(openDemo(ctx, cut, breakout, { isPaid: false, days: DAYS }, cutOff)).rejects.toThrow("cut off");
  expect((await chainOf(cut)).strategy.isPublic).toBe(false);
  await open(cut);

  const told = async (actor: Actor) =>
    (await chainOf(actor)).events.map(({ seq, type, receivedAt, market, body }) => ({
      seq,
      type,
      receivedAt,
      market,
      body,
    }));
  expect(await told(cut)).toEqual(await told(peaceful));
});

it("is a draft without payouts where it is to be paid for: nothing is published for sale that cannot be sold", async () => {
  const actor = await desk("Nell");
  await expect(open(actor, true)).rejects.toThrow(/DRAFT/);
});
