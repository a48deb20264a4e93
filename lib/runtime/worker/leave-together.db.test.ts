import { expect, it, vi } from "vitest";
import { arrangeLive, type LiveFollower, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import { APART_MS } from "@/lib/features/orders/pace";
import { plain } from "@/lib/kernel/decimal";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import type { TradeVenues } from "@/lib/ports/trade-venue";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { machineClock } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

const db = testDb();
/** Each key opens with its own id. */
const keyVault = {
  masterKeyId: "test",
  seal: () => ({ sealed: new Uint8Array(), wrappedKey: new Uint8Array(), masterKeyId: "test" }),
  open: (_sealed: object, { id }: { readonly id: string }): ExchangeSecrets => ({ apiKey: id, apiSecret: "s" }),
  rewrap: () => null,
};
const SOON = { timeout: 15_000, interval: 50 };

function venuesOf(live: LiveScene): TradeVenues {
  const [first] = live.followers;
  if (first === undefined) throw new Error("nobody follows");
  return {
    abilities: first.venue.abilities,
    followsFeed: first.venue.followsFeed,
    health: () => null,
    open: (_exchange, { apiKey }) => (live.followers.find(({ ids }) => ids.keyId === apiKey) ?? first).venue.open(),
  };
}

function exitsAt({ venue }: LiveFollower): string[] {
  return venue.placed.flatMap(({ request: { type, side, qty } }) =>
    side === "SELL" && type === "market" ? [plain(qty)] : [],
  );
}

it("a worker leaves a signal on all of its accounts, and one whose exchange hangs delays none", async () => {
  const live = await arrangeLive(db, { clock: machineClock, keyVault });
  for (let n = 0; n < 4; n += 1) await live.follow();
  const { followers, ctx } = live;
  const [hanging, ...others] = followers;
  const pulse = setInterval(() => live.price(42_000, 42_010), 250);
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-exits", log: ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts({ ...ctx, tradeVenues: venuesOf(live) }, leases, undefined);
  let answer = (): void => undefined;
  try {
    const keyIds = followers.map(({ ids }) => ids.keyId);
    const ready = { keyId: { in: keyIds }, state: "READY" as const, measuredAt: { not: null } };
    await vi.waitFor(async () => expect(await ctx.db.tradeAccount.count({ where: ready })).toBe(4), SOON);
    const signalId = await live.open();
    accounts.wake();
    const resting = { keyId: { in: keyIds }, state: "ACCEPTED" as const, intent: { purpose: "STOP" as const } };
    await vi.waitFor(async () => expect(await ctx.db.order.count({ where: resting })).toBe(4), SOON);

    // Who sent something a moment ago leaves by himself.
    await vi.waitFor(async () => {
      const { _max: last } = await ctx.db.order.aggregate({ where: resting, _max: { sentAt: true } });
      expect(machineClock.now() - (last.sentAt?.getTime() ?? 0)).toBeGreaterThan(2 * APART_MS);
    }, SOON);
    if (hanging !== undefined)
      hanging.venue.cancelAnswers = new Promise((told) => {
        answer = told;
      });
    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
    accounts.wake();
    await vi.waitFor(() => expect(others.map(exitsAt)).toEqual([["0.00117"], ["0.00117"], ["0.00117"]]), SOON);
    expect(hanging === undefined ? null : exitsAt(hanging)).toEqual([]);
    // Nothing was asked of them but a cancel and an order: the cancel's answer told how the stop had ended.
    expect(others.map(({ venue }) => venue.finds)).toEqual([0, 0, 0]);
    answer();
    const closed = { keyId: { in: keyIds }, state: "CLOSED" as const };
    await vi.waitFor(async () => expect(await ctx.db.position.count({ where: closed })).toBe(4), SOON);
    expect(followers.map(exitsAt)).toEqual([["0.00117"], ["0.00117"], ["0.00117"], ["0.00117"]]);
    // Held back from the rounds, as only those that are sent together are.
    const together = { keyId: { in: keyIds }, holdUntil: { not: null }, intent: { purpose: "EXIT" as const } };
    expect(await ctx.db.order.count({ where: together })).toBeGreaterThan(0);
  } finally {
    answer();
    clearInterval(pulse);
    await accounts.stop();
    await leases.stop();
  }
}, 60_000);
