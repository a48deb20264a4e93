import { createPublicKey, verify } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import type { Actor } from "@/lib/kernel/actor";
import { compareWithHead, headText, verifyChain } from "@/lib/kernel/chain";
import { makeActor, makeStrategy, quoteBtc, subscribe } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { sha256Hex } from "./chain.ts";
import { closeSignal } from "./close-signal.ts";
import { readChain, signHead, signMovedHeads, visibleHead } from "./ledger.ts";
import { getSignal, listSignals } from "./queries.ts";
import { readSince, streamSignals } from "./stream-signals.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;
let strategyId: string;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  strategyId = await makeStrategy(ctx, provider);
});

async function published(): Promise<string> {
  ctx.clock.advance(1_000);
  quoteBtc(ctx, 65000);
  const id = await publish(ctx, provider, strategyId);
  ctx.clock.advance(1_000);
  return id;
}

const seen = async (user: Actor) =>
  (await listSignals(db.web, user.userId, ctx.clock.now(), { limit: 100 })).items.map(({ id }) => id);

describe("who sees a signal", () => {
  it("owner: all. Late joiner: new ones. Lapsed: those of the paid time and their exits. Stranger: none", async () => {
    const before = await published();
    const user = await makeActor(ctx, "SUBSCRIBER", "Sam");
    const stranger = await makeActor(ctx, "SUBSCRIBER", "Stan");
    const otherProvider = await makeActor(ctx, "PROVIDER", "Otto");
    const subscription = await subscribe(ctx, user, strategyId);
    const paid = await published();
    expect(await seen(user)).toEqual([paid]);
    await db.web.subscription.update({
      where: { id: subscription },
      data: { status: "CANCELLED", accessEndedAt: new Date(ctx.clock.now()), endedAt: new Date(ctx.clock.now()) },
    });
    const after = await published();
    expect(await seen(user)).toEqual([paid]);
    quoteBtc(ctx, 65100);
    await closeSignal(ctx, provider, paid, { fraction: "1" });
    expect((await getSignal(db.web, user.userId, paid, ctx.clock.now()))?.events.map(({ type }) => type)).toEqual([
      "OPEN",
      "CLOSE",
    ]);
    expect(await seen(provider)).toEqual([after, paid, before]);
    for (const nobody of [stranger, otherProvider]) {
      expect(await seen(nobody)).toEqual([]);
      expect(await getSignal(db.web, nobody.userId, paid, ctx.clock.now())).toBeNull();
    }
    expect(await getSignal(db.web, user.userId, after, ctx.clock.now())).toBeNull();
  });

  it("paused: nothing of the pause, not even after it; what was opened before it ends in sight", async () => {
    const user = await makeActor(ctx, "SUBSCRIBER", "Pam");
    const subscription = await subscribe(ctx, user, strategyId);
    const before = await published();
    const changed = await pauseSubscription(ctx, user, subscription);
    expect(changed.ok).toBe(true);
    const paused = await published();
    expect(await seen(user)).toEqual([before]);
    await resumeSubscription(ctx, user, subscription);
    const after = await published();
    expect(await seen(user)).toEqual([after, before]);
    expect(await getSignal(db.web, user.userId, paused, ctx.clock.now())).toBeNull();
    quoteBtc(ctx, 65100);
    await closeSignal(ctx, provider, before, { fraction: "1" });
    expect((await getSignal(db.web, user.userId, before, ctx.clock.now()))?.events).toHaveLength(2);

    // A second pause is a second stretch, and a copy of what came in either is refused by the moment access began.
    await pauseSubscription(ctx, user, subscription);
    const pausedAgain = await published();
    await resumeSubscription(ctx, user, subscription);
    expect(await seen(user)).toEqual([after, before]);
    const since = (await entitledSince(db.web, strategyId, ctx.clock.now())).get(user.userId);
    const { receivedAt } = await db.web.signal.findUniqueOrThrow({ where: { id: pausedAgain } });
    expect(since).toBeGreaterThan(receivedAt.getTime());
  });

  it("pages without a gap or a repeat", async () => {
    const all = await seen(provider);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listSignals(db.web, provider.userId, ctx.clock.now(), { limit: 1, cursor });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
  });
});

describe("the stream", () => {
  it("tells what came since a cursor, once, and only what may be heard", async () => {
    const user = await makeActor(ctx, "SUBSCRIBER", "Sue");
    await subscribe(ctx, user, strategyId);
    const first = await published();
    const stop = new AbortController().signal;
    const read = async (since: string) => {
      const news = [];
      const stream = streamSignals(ctx, user, readSince(since) ?? new Map(), 0, stop, () => Promise.resolve(true));
      for await (const one of stream) if ("event" in one) news.push(one);
      return news;
    };
    const heard = await read("");
    expect(heard.map(({ id }) => id)).toEqual([first]);
    const second = await published();
    const cursor = heard.at(-1)?.cursor ?? "";
    expect((await read(cursor)).map(({ id }) => id)).toEqual([second]);
    expect(readSince("nonsense")).toBeNull();
  });

  it("tells what comes next to who brings a place that the chain has not reached", async () => {
    const user = await makeActor(ctx, "SUBSCRIBER", "Pat");
    await subscribe(ctx, user, strategyId);
    const stop = new AbortController();
    let looks = 0;
    const stillSignedIn = () => {
      looks += 1;
      return Promise.resolve(true);
    };
    const stream = streamSignals(ctx, user, new Map([[strategyId, 9999]]), 10_000, stop.signal, stillSignedIn);
    const next = stream.next();
    await vi.waitFor(() => expect(looks).toBeGreaterThan(1));
    const id = await published();
    expect(await next).toMatchObject({ value: { id } });
    stop.abort();
    await stream.return();
  });

  it("ends when its reader is signed in no more, between two looks and between two lines of one", async () => {
    const user = await makeActor(ctx, "SUBSCRIBER", "Sid");
    await subscribe(ctx, user, strategyId);
    for (let n = 0; n < 3; n += 1) await published();
    let asked = 0;
    const read = async (since: string, times: number) => {
      asked = 0;
      const stillSignedIn = () => Promise.resolve(++asked <= times);
      const stop = new AbortController().signal;
      const news = [];
      for await (const one of streamSignals(ctx, user, readSince(since) ?? new Map(), 300_000, stop, stillSignedIn))
        news.push(one);
      return news;
    };
    const two = await read("", 3); // the look and two lines
    expect(two).toHaveLength(2);
    expect(await read(two[1]?.cursor ?? "", 4)).toHaveLength(1); // a look, its line, two looks more
    expect(asked).toBe(5);
  });
});

describe("the ledger", () => {
  it("is a prefix 24 h late for guests, whole for those inside", async () => {
    const last = await visibleHead(db.web, strategyId, true, ctx.clock.now());
    expect((await visibleHead(db.web, strategyId, false, ctx.clock.now())).seq).toBe(0);
    ctx.clock.advance(24 * 3_600_000);
    await published();
    const late = await visibleHead(db.web, strategyId, false, ctx.clock.now());
    expect(late).toEqual(last);
    const events = [];
    for await (const event of readChain(db.web, strategyId, late.seq)) events.push(event);
    expect(await verifyChain(events, sha256Hex)).toMatchObject({ intact: true, events: last.seq });
    expect(compareWithHead(events, late)).toEqual({ unchanged: true });
  });

  it("signs heads that anyone can check, and keeps the moved ones each hour", async () => {
    const head = await visibleHead(db.web, strategyId, true, ctx.clock.now());
    const signed = await signHead(ctx, head);
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: ctx.ledgerSigner.publicKey }, format: "jwk" });
    const valid = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signed.signature, "base64url"));
    expect(valid(headText(signed))).toBe(true);
    expect(valid(headText({ ...signed, seq: signed.seq + 1 }))).toBe(false);
    await published();
    expect(await signMovedHeads(ctx)).toBe(1);
    expect(await signMovedHeads(ctx)).toBe(0);
  });
});
