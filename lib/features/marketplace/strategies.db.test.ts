import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, toIso, utcMs } from "@/lib/kernel/time";
import { makeActor, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { addReview } from "./add-review.ts";
import { browseStrategies, strategiesByIds } from "./browse-queries.ts";
import { createStrategy } from "./create-strategy.ts";
import { browseQuery, type CreateStrategyInput } from "./input.ts";
import { listReviews, listStrategies, providerBySlug, strategyFor, strategyVersions } from "./queries.ts";
import { archiveStrategy, updateStrategy } from "./update-strategy.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;
let other: Actor;
let subscriber: Actor;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  other = await makeActor(ctx, "PROVIDER", "Otto");
  subscriber = await makeActor(ctx, "SUBSCRIBER", "Susan");
});

const input: CreateStrategyInput = {
  name: "Meridian Trend",
  description: "Follows the four-hour trend.",
  kind: "EXTERNAL",
  supportedPairs: ["BTC/USDT"],
  supportedTimeframes: ["4h"],
  exchanges: ["bybit"],
  monthlyPrice: { amount: 0, currency: "USD" },
  isPublic: true,
};

async function make(more: Partial<CreateStrategyInput> = {}): Promise<string> {
  const result = await createStrategy(ctx, provider, { ...input, ...more });
  if (!result.ok) throw new Error("a strategy can be made");
  return result.value.id;
}

describe("making a strategy", () => {
  it("opens a free one at once, with its first version and an address of its own", async () => {
    const first = await createStrategy(ctx, provider, input);
    const second = await createStrategy(ctx, provider, input);
    expect(first).toMatchObject({ ok: true, value: { status: "ACTIVE", version: 1, slug: "meridian-trend" } });
    expect(second).toMatchObject({ ok: true, value: { slug: "meridian-trend-2" } });
    const events = await db.owner<{ type: string }>("SELECT type FROM outbox WHERE type = 'strategy.changed'");
    expect(events.length).toBe(2);
  });

  it("gives eight of one name that are made at once eight addresses", async () => {
    const named = { ...input, name: "Eight at once" };
    const made = await Promise.all(Array.from({ length: 8 }, () => createStrategy(ctx, provider, named)));
    const slugs = made.map((result) => (result.ok ? result.value.slug : ""));
    expect(slugs.sort()).toEqual(["eight-at-once", ...[2, 3, 4, 5, 6, 7, 8].map((n) => `eight-at-once-${n}`)]);
  });

  it("keeps a paid one a draft until money can go to its provider, and says so", async () => {
    const id = await make({ monthlyPrice: { amount: 4_900, currency: "USD" } });
    expect(await updateStrategy(ctx, provider, id, { status: "ACTIVE" })).toMatchObject({
      ok: false,
      reason: "payouts_not_ready",
    });
    await db.owner(`UPDATE users SET "transfersActive" = true WHERE id = $1`, [provider.userId]);
    expect(await updateStrategy(ctx, provider, id, { status: "ACTIVE" })).toMatchObject({
      ok: true,
      value: { status: "ACTIVE" },
    });
    const made = await createStrategy(ctx, provider, { ...input, monthlyPrice: { amount: 4_900, currency: "USD" } });
    expect(made).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    await db.owner(`UPDATE users SET "transfersActive" = false WHERE id = $1`, [provider.userId]);
  });

  it("does not turn a free one into a paid one that nobody could be paid for", async () => {
    const id = await make();
    const result = await updateStrategy(ctx, provider, id, { monthlyPrice: { amount: 100, currency: "USD" } });
    expect(result).toMatchObject({ ok: false, reason: "payouts_not_ready" });
  });

  it("is for providers", async () => {
    await expect(createStrategy(ctx, subscriber, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("changing a strategy", () => {
  it("makes a version of what a signal relies on, and none of a name", async () => {
    const id = await make({ parameters: { fast: 20 } });
    await updateStrategy(ctx, provider, id, { name: "Another name" });
    await updateStrategy(ctx, provider, id, { parameters: { fast: 10 }, supportedPairs: ["BTC/USDT", "ETH/USDT"] });
    const versions = await strategyVersions(ctx.db, id);
    expect(versions.map((version) => [version.version, version.note])).toEqual([
      [2, "Pairs BTC/USDT → BTC/USDT, ETH/USDT; fast 20 → 10"],
      [1, "First version"],
    ]);
    expect(versions[0]?.parameterChanges).toEqual([{ name: "fast", before: "20", after: "10" }]);
  });

  it("gives two edits at once a version each", async () => {
    const id = await make();
    await Promise.all(
      [1, 2, 3].map((n) => updateStrategy(ctx, provider, id, { description: `Reworded for the ${n}. time` })),
    );
    expect((await strategyVersions(ctx.db, id)).map((version) => version.version)).toEqual([4, 3, 2, 1]);
  });

  it("puts a price on record with what it was, and no other change", async () => {
    const usd = (amount: number) => ({ amount, currency: "USD" as const });
    const id = await make({ monthlyPrice: usd(9_999) }); // a draft: nobody can be paid for it yet
    await updateStrategy(ctx, provider, id, { name: "Another name", monthlyPrice: usd(9_999) });
    await updateStrategy(ctx, provider, id, { monthlyPrice: usd(12_000), yearlyPrice: usd(99_900), trialDays: 14 });
    const told = await ctx.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { seq: "asc" } });
    expect(told.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["strategy.priced", provider.userId],
      ["strategy.priced", provider.userId],
    ]);
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { monthly: 9_999, yearly: null, trialDays: 0, monthlyWas: 0 },
      { monthly: 12_000, yearly: 99_900, trialDays: 14, monthlyWas: 9_999, yearlyWas: null, trialDaysWas: 0 },
    ]);
  });

  it("changes a price that stands in another currency to USD alone, and leaves it as it is otherwise", async () => {
    const id = await make({ monthlyPrice: { amount: 4_900, currency: "USD" } });
    await ctx.db.strategy.update({ where: { id }, data: { priceCurrency: "EUR" } });
    const priced = async (amount: number, currency: "USD" | "EUR") =>
      updateStrategy(ctx, provider, id, { monthlyPrice: { amount, currency } });
    expect(await priced(4_900, "EUR")).toMatchObject({ ok: true });
    expect(await updateStrategy(ctx, provider, id, { name: "Another name" })).toMatchObject({
      ok: true,
      value: { monthlyPrice: { amount: 4_900, currency: "EUR" } },
    });
    expect(await priced(5_900, "EUR")).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { "monthlyPrice.currency": [expect.stringContaining("Give the price in USD")] },
    });
    const yearlyPrice = { amount: 49_000, currency: "EUR" } as const;
    expect(await updateStrategy(ctx, provider, id, { yearlyPrice })).toMatchObject({ ok: false, reason: "invalid" });
    expect(await priced(5_900, "USD")).toMatchObject({ ok: true, value: { monthlyPrice: { currency: "USD" } } });
    expect(await priced(5_900, "EUR")).toMatchObject({ ok: false, reason: "invalid" });
  });

  it("is its owner's alone: to others it is not there", async () => {
    const id = await make();
    expect(await updateStrategy(ctx, other, id, { name: "Stolen" })).toMatchObject({ ok: false, reason: "not_found" });
    expect(await archiveStrategy(ctx, other, id)).toMatchObject({ ok: false, reason: "not_found" });
  });

  it("ends with archiving, which deletes nothing and can be repeated", async () => {
    const id = await make();
    expect(await archiveStrategy(ctx, provider, id)).toMatchObject({ ok: true, value: { status: "ARCHIVED" } });
    expect(await archiveStrategy(ctx, provider, id)).toMatchObject({ ok: true });
    expect(await updateStrategy(ctx, provider, id, { status: "ACTIVE" })).toMatchObject({
      ok: false,
      reason: "conflict",
    });
    expect((await strategyFor(ctx.db, id, null))?.strategy.status).toBe("ARCHIVED");
    const now = ctx.clock.now();
    const [card] = await strategiesByIds(ctx.db, [id], utcMs(now + 90 * DAY_MS));
    expect(card).toMatchObject({ archivedAt: toIso(now) });
  });
});

describe("who sees a strategy", () => {
  it("shows drafts to their owner only, private ones also to whom they are open", async () => {
    const draft = await make({ status: "DRAFT" });
    const hidden = await make({ isPublic: false });
    await subscribe(ctx, subscriber, hidden);
    const seen = async (id: string, who: Actor | null): Promise<boolean> =>
      (await strategyFor(ctx.db, id, who)) !== null;
    expect([await seen(draft, null), await seen(draft, other), await seen(draft, provider)]).toEqual([
      false,
      false,
      true,
    ]);
    expect([await seen(hidden, null), await seen(hidden, other), await seen(hidden, subscriber)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("keeps a public one with signals public, so that no record is hidden before it is closed", async () => {
    const [silent, spoken, closed] = [await make(), await make(), await make()];
    await db.owner(`UPDATE strategies SET "signalCount" = 1 WHERE id = ANY($1)`, [[spoken, closed]]);
    const hide = (id: string) => updateStrategy(ctx, provider, id, { isPublic: false });
    expect(await hide(spoken)).toMatchObject({ reason: "invalid", fieldErrors: { isPublic: [expect.any(String)] } });
    expect(await hide(silent)).toMatchObject({ ok: true, value: { isPublic: false } });
    const both = { isPublic: false, status: "ARCHIVED" } as const;
    expect(await updateStrategy(ctx, provider, closed, both)).toMatchObject({ ok: false, reason: "invalid" });
    expect(await updateStrategy(ctx, provider, spoken, { isPublic: true, name: "Renamed" })).toMatchObject({
      ok: true,
    });
    expect(await updateStrategy(ctx, provider, silent, { isPublic: true })).toMatchObject({ ok: true });
  });

  it("keeps the page of a provider who was suspended, without his own words", async () => {
    const gone = await makeActor(ctx, "PROVIDER", "Gwen");
    const where = { id: gone.userId };
    const { slug } = await ctx.db.user.update({ where, data: { bio: "Buy at my shop", transfersActive: true } });
    expect(await providerBySlug(ctx.db, slug)).toMatchObject({ bio: "Buy at my shop", transfersActive: true });
    await ctx.db.user.update({ where, data: { bannedAt: new Date(ctx.clock.now()) } });
    expect(await providerBySlug(ctx.db, slug)).toMatchObject({ name: "Gwen", bio: "", transfersActive: false });
    expect(await providerBySlug(ctx.db, "nobody-at-all")).toBeNull();
  });

  it("lists public ones page by page without a gap, and one's own with drafts", async () => {
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listStrategies(
        ctx.db,
        null,
        { limit: 3, ...(cursor === undefined ? {} : { cursor }) },
        ctx.clock.now(),
      );
      all.push(...page.items.map((item) => item.id));
      expect(page.items.every((item) => item.isPublic && item.status !== "DRAFT")).toBe(true);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(all).size).toBe(all.length);
    const open = await db.owner<{ id: string }>(
      `SELECT id FROM strategies WHERE "isPublic" AND status IN ('ACTIVE', 'PAUSED')`,
    );
    expect(all.length).toBe(open.length);
    const own = await listStrategies(ctx.db, provider, { providerId: provider.userId, limit: 100 }, ctx.clock.now());
    expect(own.items.some((item) => item.status === "DRAFT")).toBe(true);
    expect((await listStrategies(ctx.db, other, { status: "DRAFT" }, ctx.clock.now())).items).toEqual([]);
  });

  it("lists by words as programs ask for them, signs of LIKE as they are", async () => {
    for (const name of ["Snake_case 50% off", "Snakescase 500 off", "Back\\slash"]) await make({ name });
    const names = async (q: string): Promise<string[]> =>
      (await listStrategies(ctx.db, null, { q }, ctx.clock.now())).items.map((item) => item.name);
    expect(await names("snake_")).toEqual(["Snake_case 50% off"]);
    expect(await names("50%")).toEqual(["Snake_case 50% off"]);
    expect(await names("\\")).toEqual(["Back\\slash"]);
  });

  it.each([
    ["Étoile filante", ["étoile", "ÉTOILE", "étoile f".normalize("NFD")]],
    ["ΟΔΟΣ in Greek", ["οδος", "οδοσ"]],
    ["Быстрый рост", ["БЫСТРЫЙ", "рост"]],
    ["İstanbul breakout", ["istanbul", "İSTANBUL", "ISTANBUL", "ıstanbul"]],
    ["Große Straße", ["GROSSE STRASSE", "große", "GROẞE"]],
  ])("finds %s however its letters are cased, by both lists", async (name, typed) => {
    await make({ name });
    for (const q of typed) {
      const listed = await listStrategies(ctx.db, null, { q }, ctx.clock.now());
      expect(listed.items.map((item) => item.name)).toEqual([name]);
      const browsed = await browseStrategies(ctx.db, browseQuery.parse({ q }), ctx.clock.now());
      expect(browsed.cards.map((card) => card.name)).toEqual([name]);
    }
  });

  it("browses by words, market and price, and keeps signs of LIKE as they are", async () => {
    await make({ name: "Perp 100% pure", supportedPairs: ["ETH/USDT:USDT"] });
    const names = async (query: Record<string, unknown>): Promise<string[]> =>
      (
        await browseStrategies(
          ctx.db,
          browseQuery.parse({ q: "", market: null, timeframe: null, drawdown: null, price: null, ...query }),
          ctx.clock.now(),
        )
      ).cards.map((card) => card.name);
    expect(await names({ market: "swap" })).toEqual(["Perp 100% pure"]);
    expect(await names({ q: "100%" })).toEqual(["Perp 100% pure"]);
    expect(await names({ q: "100_" })).toEqual([]);
    expect(await names({ q: "'; DROP TABLE strategies; --" })).toEqual([]);
    expect((await names({ show: "closed" })).length).toBe(1);
  });
});

describe("reviewing", () => {
  it("takes seven days of access, is done once, and never one's own", async () => {
    const id = await make();
    const review = { rating: 4, text: "Small losses, as it says." };
    expect(await addReview(ctx, subscriber, id, review)).toMatchObject({ ok: false, reason: "no_access" });
    expect(await addReview(ctx, provider, id, review)).toMatchObject({ ok: false, reason: "forbidden" });
    await subscribe(ctx, subscriber, id);
    ctx.clock.set(utcMs(ctx.clock.now() + 7 * DAY_MS - 1));
    expect(await addReview(ctx, subscriber, id, review)).toMatchObject({ ok: false, reason: "no_access" });
    ctx.clock.set(utcMs(ctx.clock.now() + 1));
    expect(await addReview(ctx, subscriber, id, review)).toMatchObject({
      ok: true,
      value: { author: "Susan", rating: 4 },
    });
    expect(await addReview(ctx, subscriber, id, review)).toMatchObject({ ok: false, reason: "conflict" });
    expect((await listReviews(ctx.db, id, {})).items.map((one) => one.text)).toEqual([review.text]);
  });
});
