import { beforeAll, describe, expect, it } from "vitest";
import { openDb } from "@/lib/db/client";
import { latestTicker } from "@/lib/features/candles/queries";
import type { Actor } from "@/lib/kernel/actor";
import { verifyChain } from "@/lib/kernel/chain";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publicationInput } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { sha256Hex } from "./chain.ts";
import { publishSignal } from "./publish-signal.ts";
import { chainEventOf } from "./repository.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  quoteBtc(ctx, "65000", "65000.5");
});

async function chain(strategyId: string) {
  const rows = await db.web.signalEvent.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
  return rows.map(chainEventOf);
}

/** Transactions that wrote the chain: one xid in the outbox each. */
async function commits(strategyId: string): Promise<number> {
  const [row] = await db.owner<{ n: string }>(
    `SELECT count(DISTINCT xid::text) AS n FROM outbox WHERE payload->>'strategyId' = $1`,
    [strategyId],
  );
  return Number(row?.n);
}

describe("publications of one strategy that wait together", () => {
  it("are committed together, at most 64 at once, each answered with its own place", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    const first = await publishSignal(ctx, provider, publicationInput(strategyId)); // makes the head
    const results = await Promise.all(
      Array.from({ length: 130 }, (_, n) =>
        publishSignal(ctx, provider, publicationInput(strategyId, { note: `n${n}` })),
      ),
    );
    const seqs = [first, ...results].map((result) => (result.ok ? result.value.value.seq : 0));
    expect(seqs).toEqual(Array.from({ length: 131 }, (_, n) => n + 1));
    expect(await verifyChain(await chain(strategyId), sha256Hex)).toMatchObject({ intact: true });
    expect(await commits(strategyId)).toBeLessThanOrEqual(1 + 4); // perhaps the first alone, then 64, 64 and the rest
    expect(await db.web.strategy.findUnique({ where: { id: strategyId } })).toMatchObject({ signalCount: 131 });
    const [row] = await db.web.signal.findMany({ where: { strategyId, note: "n129" } });
    expect(row).toMatchObject({ state: "OPEN", lastSeq: 131, trailing: null, expiresAt: null });
  });

  it("do not suffer from one among them that is refused, repeated or not its provider's", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    const stranger = await makeActor(ctx, "PROVIDER", "Otto");
    const kept = await publishSignal(ctx, provider, publicationInput(strategyId), "kept");
    const results = await Promise.all([
      publishSignal(ctx, provider, publicationInput(strategyId)),
      publishSignal(ctx, provider, publicationInput(strategyId, { stopLoss: 66000 })),
      publishSignal(ctx, provider, publicationInput(strategyId), "kept"),
      publishSignal(ctx, provider, publicationInput(strategyId, { note: "other" }), "kept-2"),
      publishSignal(ctx, provider, publicationInput(strategyId, { note: "another" }), "kept-2"),
      publishSignal(ctx, stranger, publicationInput(strategyId)),
      publishSignal(ctx, provider, publicationInput(strategyId, { symbol: "DOGEUSDT" })),
      publishSignal(ctx, provider, publicationInput(strategyId)),
    ]);
    const said = results.map((result) => (result.ok ? (result.value.repeated ? "repeated" : "new") : result.reason));
    expect(said).toEqual(["new", "invalid", "repeated", "new", "in_flight", "not_found", "invalid", "new"]);
    expect(results[2]).toEqual(kept.ok && { ok: true, value: { ...kept.value, repeated: true } });
    expect(await publishSignal(ctx, provider, publicationInput(strategyId), "kept-2")).toMatchObject({
      reason: "idempotency_mismatch",
    });
    expect(await chain(strategyId)).toHaveLength(4);
  });

  it("do not suffer from one that the database refuses, be it the first of its strategy or not", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    // No edge lets a NUL through; here it stands for whatever the database may not take.
    const bad = { ...publicationInput(strategyId), note: "\0" };
    for (const seqs of [
      [1, 2],
      [3, 4],
    ]) {
      const results = await Promise.allSettled(
        [publicationInput(strategyId), bad, publicationInput(strategyId)].map((each) =>
          publishSignal(ctx, provider, each),
        ),
      );
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      const said = results.flatMap((each) => (each.status === "fulfilled" && each.value.ok ? [each.value.value] : []));
      expect(said.map(({ value }) => value.seq).sort()).toEqual(seqs);
    }
    expect(await verifyChain(await chain(strategyId), sha256Hex)).toMatchObject({ intact: true, events: 4 });
  });

  it("see at once what changed of their strategy outside", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    const publish = () => publishSignal(ctx, provider, publicationInput(strategyId));
    await publish();
    await publish();
    await db.web.strategy.update({ where: { id: strategyId }, data: { version: 2 } });
    expect(await publish()).toMatchObject({ value: { value: { strategyVersion: 2, seq: 3 } } });
    await db.web.strategy.update({ where: { id: strategyId }, data: { status: "PAUSED" } });
    expect(await publish()).toMatchObject({ reason: "conflict" });
    await db.web.strategy.update({
      where: { id: strategyId },
      data: { status: "ACTIVE", supportedPairs: ["ETH/USDT"] },
    });
    expect(await publish()).toMatchObject({ reason: "invalid" });
  });
});

describe("prices", () => {
  const quote = async (exchange: string, symbol: string, ask: string): Promise<void> => {
    const price = { bid: ask, ask, last: ask, exchangeAt: new Date(ctx.clock.now()), source: "replay" };
    const row = { ...price, receivedAt: new Date(ctx.clock.now()) };
    await db.worker.marketTicker.upsert({
      where: { exchange_symbol: { exchange, symbol } },
      create: { exchange, symbol, ...row },
      update: row,
    });
  };

  it("are those of the feed at each publication, however soon one comes after the other", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    const latest = (exchange: string, symbol: string) => latestTicker(db.web, exchange, symbol);
    const priced = createTestCtx(db.web, { clock: ctx.clock, prices: { latest } });
    const publish = async () => {
      const published = await publishSignal(priced, provider, publicationInput(strategyId));
      return published.ok ? [published.value.value.seq, published.value.value.entryPrice] : published.reason;
    };
    await quote("binance", "BTC/USDT", "65000.5");
    const said = [await publish(), await publish(), await publish()];
    for (const ask of ["65001", "65001.25", "63000"]) {
      await quote("binance", "BTC/USDT", ask);
      said.push(await publish(), await publish());
    }
    // Below its stop the plan does not hold; a moment ago it would have.
    const down = ["invalid", "invalid"];
    expect(said).toEqual([
      ...["65000.5", "65000.5", "65000.5", "65001", "65001", "65001.25", "65001.25"].map((price, n) => [n + 1, price]),
      ...down,
    ]);
    await quote("binance", "BTC/USDT", "65002");
    expect(await publish()).toEqual([8, "65002"]);
    ctx.clock.advance(31_000);
    expect(await publish()).toBe("no_market_price");
    quoteBtc(ctx, "65000", "65000.5");
  });
});

describe("load", () => {
  it("of 500 publications through two processes leaves one chain without gap, each answered and told once", async () => {
    const strategyId = await makeStrategy(ctx, provider);
    const other = openDb(db.urls.web, { poolMax: 8 });
    try {
      const ctxs = [ctx, createTestCtx(other, { clock: ctx.clock })] as const;
      quoteBtc(ctxs[1], "65000", "65000.5");
      const results = await Promise.all(
        Array.from({ length: 500 }, (_, n) =>
          publishSignal(
            ctxs[n % 2 === 0 ? 0 : 1],
            provider,
            publicationInput(strategyId, { note: `${n}` }),
            n % 5 === 0 ? null : `load-${n}`,
          ),
        ),
      );
      const views = results.flatMap((result) => (result.ok ? [result.value.value] : []));
      expect(views.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
      expect(new Set(views.map(({ note }) => note)).size).toBe(500);
      const events = await chain(strategyId);
      expect(await verifyChain(events, sha256Hex)).toMatchObject({ intact: true });
      expect(new Map(events.map(({ seq, hash }) => [seq, hash]))).toEqual(
        new Map(views.map(({ seq, hash }) => [seq, hash])),
      );
      expect(await db.web.idempotencyKey.count({ where: { key: { startsWith: "load-" } } })).toBe(400);
      const told = await db.owner<{ seq: string }>(
        `SELECT payload->>'seq' AS seq FROM outbox WHERE payload->>'strategyId' = $1 ORDER BY (payload->>'seq')::int`,
        [strategyId],
      );
      expect(told.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
      // A repeat after it all, from the other process, is answered with the first one's id.
      const again = await publishSignal(ctxs[1], provider, publicationInput(strategyId, { note: "2" }), "load-2");
      expect(again).toMatchObject({
        ok: true,
        value: { repeated: true, value: { id: views.find((v) => v.note === "2")?.id } },
      });
    } finally {
      await other.$disconnect();
    }
  }, 60_000);
});
