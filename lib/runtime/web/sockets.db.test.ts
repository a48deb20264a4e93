import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACCESS_TOKEN_SEC } from "@/lib/auth/access-token";
import { appendEvent } from "@/lib/events/outbox";
import { revokeSession } from "@/lib/features/accounts/revoke-sessions";
import { closeSignal } from "@/lib/features/signals/close-signal";
import type { SignalMessage } from "@/lib/realtime/protocol";
import { makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import {
  ask,
  closeCode,
  collectSignals,
  handshake,
  type SignedIn,
  SocketStage,
  type TestSocket,
} from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";
import { openGate } from "./wire.fixture.ts";

const db = testDb();
let stage: SocketStage;
let provider: SignedIn;
let strategyId: string;

beforeAll(async () => {
  stage = await SocketStage.open(db);
  provider = await stage.signIn("PROVIDER", "Paula");
  strategyId = await makeStrategy(stage.ctx, provider);
});
afterAll(() => stage.close());

async function connected(user: SignedIn): Promise<TestSocket> {
  const socket = stage.socket({ token: user.token });
  expect(await handshake(socket)).toBe("connected");
  return socket;
}

/** Waits for `see` to hold; two seconds is what the promises of this file allow at most. */
const within2s = (see: () => void): Promise<void> => vi.waitFor(see, { timeout: 2_000, interval: 5 });

describe("the handshake", () => {
  it("takes a token, and a cookie from our own pages", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    expect(await handshake(stage.socket({ token: user.token }))).toBe("connected");
    expect(await handshake(stage.socket({ cookie: user.cookie, origin: stage.url }))).toBe("connected");
  });

  it("refuses another site's page, with a cookie, a token or nothing", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    const origin = "https://evil.example";
    for (const how of [{ cookie: user.cookie }, { token: user.token }, {}])
      expect(await handshake(stage.socket({ ...how, origin }))).not.toBe("connected");
  });

  it("refuses a wrong token, a changed one, an ended session and an expired token", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    expect(await handshake(stage.socket({ token: "tok_nonsense_nonsense" }))).toBe("unauthenticated");
    expect(await handshake(stage.socket({ token: `${user.token}x` }))).toBe("unauthenticated");
    await revokeSession(stage.ctx, user, user.sessionId);
    expect(await handshake(stage.socket({ token: user.token }))).toBe("unauthenticated");
    expect(await handshake(stage.socket({ cookie: user.cookie, origin: stage.url }))).toBe("unauthenticated");
  });

  it("takes a guest from our own pages alone, also one with a dead cookie who says so", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    await revokeSession(stage.ctx, user, user.sessionId);
    expect(await handshake(stage.socket({ origin: stage.url }))).toBe("connected");
    expect(await handshake(stage.socket({ origin: stage.url, cookie: user.cookie, guest: true }))).toBe("connected");
    expect(await handshake(stage.socket({}))).toBe("unauthenticated");
  });

  it("stops at SOCKETS_PER_USER, also when they come at once", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    const ends = await Promise.all(Array.from({ length: 13 }, () => handshake(stage.socket({ token: user.token }))));
    expect(ends.filter((end) => end === "connected")).toHaveLength(10);
    expect(ends.filter((end) => end === "too_many_sockets")).toHaveLength(3);
  });
});

describe("guests", () => {
  it("of one network share twenty times SOCKETS_PER_USER; an IPv6 /64 is one network", async () => {
    const narrow = await SocketStage.open(db, { socketsPerUser: 1 });
    const from = (ip: string) => handshake(narrow.socket({ origin: narrow.url, ip }));
    const ends = await Promise.all(Array.from({ length: 22 }, (_, n) => from(`2001:db8:0:1::${n + 1}`)));
    expect(ends.filter((end) => end === "connected")).toHaveLength(20);
    expect(ends.filter((end) => end === "too_many_sockets")).toHaveLength(2);
    expect(await from("2001:db8:0:2::1")).toBe("connected");
    await narrow.close();
  });
});

describe("what a socket hears", () => {
  it("tells a subscriber each event in the shape of the endpoint, with its place in the chain", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    await stage.subscribe(user, strategyId);
    const socket = await connected(user);
    const heard = collectSignals(socket);
    const answer = await ask(socket, "subscribe_signals", { strategyId });
    expect(answer).toMatchObject({ ok: true });
    const id = await stage.publish(provider, strategyId);
    await within2s(() => expect(heard).toHaveLength(1));
    const [message] = heard;
    expect(message).toMatchObject({
      id,
      strategyId,
      state: "OPEN",
      entryPrice: "65000.5",
      event: { type: "OPEN", signalId: id },
    });
    expect(message?.seq).toBe(message?.event.seq);
    quoteBtc(stage.ctx, "65100", "65100.5");
    await closeSignal(stage.ctx, provider, id, { fraction: "1" });
    await within2s(() => expect(heard.at(-1)?.event.type).toBe("CLOSE"));
  });

  it("tells nothing to who has not paid, whatever he asks for, and nothing to a guest", async () => {
    const stranger = await stage.signIn("SUBSCRIBER", "Eve");
    const socket = await connected(stranger);
    const guest = stage.socket({ origin: stage.url });
    await handshake(guest);
    const heard = [...[socket, guest].map(collectSignals)];
    expect(await ask(socket, "subscribe_signals", { strategyId })).toMatchObject({ ok: false, error: "no_access" });
    expect(await ask(socket, "subscribe_signals", {})).toEqual({ ok: true, heads: {} });
    expect(await ask(socket, "subscribe_signals", { strategyId, sinceSeq: 0 })).toMatchObject({ error: "no_access" });
    expect(await ask(guest, "subscribe_signals", {})).toMatchObject({ ok: false, error: "unauthenticated" });
    expect(await ask(guest, "subscribe_positions", {})).toMatchObject({ ok: false, error: "unauthenticated" });
    const witness = await connected(provider);
    const seen = collectSignals(witness);
    await ask(witness, "subscribe_signals", {});
    await stage.publish(provider, strategyId);
    await within2s(() => expect(seen.length).toBeGreaterThan(0));
    expect(heard).toEqual([[], []]);
  });

  it("gives a late joiner new signals alone, live and in the catch-up", async () => {
    const early = await stage.publish(provider, strategyId);
    stage.ctx.clock.advance(1_000);
    const user = await stage.signIn("SUBSCRIBER", "Lea");
    await stage.subscribe(user, strategyId);
    const socket = await connected(user);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", { strategyId, sinceSeq: 0 });
    expect(heard).toEqual([]);
    await closeSignal(stage.ctx, provider, early, { fraction: "1" });
    const late = await stage.publish(provider, strategyId);
    await within2s(() => expect(heard.map(({ id }) => id)).toEqual([late]));
  });

  it("ends within 2 s when access ends; exits of what was opened before still come", async () => {
    stage.ctx.clock.advance(1_000);
    const user = await stage.signIn("SUBSCRIBER", "Lars");
    const subscriptionId = await stage.subscribe(user, strategyId);
    const socket = await connected(user);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", {});
    stage.ctx.clock.advance(1_000);
    const mine = await stage.publish(provider, strategyId);
    await within2s(() => expect(heard).toHaveLength(1));
    stage.ctx.clock.advance(1_000);
    const at = new Date(stage.ctx.clock.now());
    await stage.ctx.db.transaction(async (tx) => {
      await tx.subscription.update({
        where: { id: subscriptionId },
        data: { status: "EXPIRED", accessOpen: false, endedAt: at, accessEndedAt: at },
      });
      const { userId } = user;
      await appendEvent(tx, stage.ctx.clock.now(), {
        type: "subscription.changed",
        subscriptionId,
        userId,
        strategyId,
        hasAccess: false,
      });
    });
    const theirs = await stage.publish(provider, strategyId);
    await closeSignal(stage.ctx, provider, theirs, { fraction: "1" });
    await closeSignal(stage.ctx, provider, mine, { fraction: "1" });
    await within2s(() =>
      expect(heard.map(({ id, event }) => `${id} ${event.type}`)).toEqual([`${mine} OPEN`, `${mine} CLOSE`]),
    );
    const again = collectSignals(socket);
    await ask(socket, "subscribe_signals", { strategyId, sinceSeq: 0 });
    expect(again.map(({ id }) => id)).toEqual([mine, mine]);
  });

  it("lets a new subscription in without a new socket", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Nia");
    const socket = await connected(user);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", {});
    const subscriptionId = await stage.subscribe(user, strategyId);
    const { userId } = user;
    await stage.ctx.db.transaction((tx) =>
      appendEvent(tx, stage.ctx.clock.now(), {
        type: "subscription.changed",
        subscriptionId,
        userId,
        strategyId,
        hasAccess: true,
      }),
    );
    const id = await stage.publish(provider, strategyId);
    await within2s(() => expect(heard.map((message) => message.id)).toEqual([id]));
  });
});

describe("after an absence", () => {
  it("misses none of 500 events and gets none twice, in order", { timeout: 60_000 }, async () => {
    const own = await makeStrategy(stage.ctx, provider);
    const user = await stage.signIn("SUBSCRIBER", "Rob");
    await stage.subscribe(user, own);
    const gate = await openGate(new URL(stage.url).port);
    const client = stage.client(user, `http://127.0.0.1:${gate.port}`);
    const heard: SignalMessage[] = [];
    client.signals({}, (message) => heard.push(message));
    await stage.publish(provider, own);
    await within2s(() => expect(client.status).toBe("live"));
    await vi.waitFor(async () => {
      await stage.publish(provider, own);
      expect(heard.length).toBeGreaterThan(0);
    });
    gate.cut();
    for (let i = 0; i < 500; i += 1) await stage.publish(provider, own);
    const head = await stage.ctx.db.strategyHead.findUniqueOrThrow({ where: { strategyId: own } });
    gate.mend();
    // The tail is published while the catch-up runs: live events and replayed ones must not mix up.
    for (let i = 0; i < 20; i += 1) await stage.publish(provider, own);
    await vi.waitFor(() => expect(heard.at(-1)?.seq).toBe(head.seq + 20), { timeout: 20_000 });
    const first = heard[0]?.seq ?? 0;
    expect(heard.map(({ seq }) => seq)).toEqual(Array.from({ length: head.seq + 20 - first + 1 }, (_, i) => first + i));
    await gate.close();
  });
});

describe("closing", () => {
  it("closes who leaves 1 MB unread; he comes back and gets every signal", { timeout: 60_000 }, async () => {
    const own = await makeStrategy(stage.ctx, provider);
    const user = await stage.signIn("SUBSCRIBER", "Max");
    await stage.subscribe(user, own);
    const gate = await openGate(new URL(stage.url).port);
    const client = stage.client(user, `http://127.0.0.1:${gate.port}`);
    const heard: number[] = [];
    client.signals({ strategyId: own, since: { [own]: 0 } }, ({ seq }) => heard.push(seq));
    client.positions({});
    await stage.publish(provider, own);
    await vi.waitFor(() => expect(heard).toEqual([1]), { timeout: 5_000 });
    gate.pause();
    const before = stage.gateway.size;
    // A point of the curve must arrive, so it is queued for a slow reader as signals are: only larger.
    const points = [{ at: "9".repeat(500_000), equity: "1" }];
    await vi.waitFor(
      () => {
        stage.gateway.pnl(user.userId, { at: "", cash: "", equity: "", unrealisedPnl: "", positions: [], points });
        expect(stage.gateway.size).toBeLessThan(before);
      },
      { timeout: 10_000, interval: 1 },
    );
    for (let i = 0; i < 5; i += 1) await stage.publish(provider, own);
    gate.resume();
    await vi.waitFor(() => expect(heard).toEqual([1, 2, 3, 4, 5, 6]), { timeout: 15_000 });
    await gate.close();
  });

  it("closes the sockets of a revoked session with 4401 within 2 s, and no other of the user", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Sam");
    const socket = await connected(user);
    const startedAt = performance.now();
    const code = closeCode(socket);
    await revokeSession(stage.ctx, user, user.sessionId);
    expect(await code).toBe(4401);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("closes with 4401 when the token ends, unless it was renewed", async () => {
    const kept = await stage.signIn("SUBSCRIBER", "Kim");
    const left = await stage.signIn("SUBSCRIBER", "Lou");
    const [renewed, ended] = [await connected(kept), await connected(left)];
    const code = closeCode(ended);
    stage.ctx.clock.advance(ACCESS_TOKEN_SEC * 500);
    const fresh = await stage.renew(kept);
    expect(await ask(renewed, "authenticate", { token: fresh.token })).toEqual({ ok: true });
    expect(
      await ask(renewed, "authenticate", { token: (await stage.signIn("SUBSCRIBER", "Bob")).token }),
    ).toMatchObject({ error: "other_user" });
    stage.ctx.clock.advance(ACCESS_TOKEN_SEC * 501);
    expect(await code).toBe(4401);
    expect(renewed.connected).toBe(true);
  });

  it("closes with 4429 after more than 20 messages in a second", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Flo");
    const socket = await connected(user);
    const code = closeCode(socket);
    for (let i = 0; i < 21; i += 1) socket.emit("subscribe_positions", {}, () => undefined);
    expect(await code).toBe(4429);
  });

  it("closes with 1009 after a message over 64 KB", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Big");
    const socket = await connected(user);
    const code = closeCode(socket);
    socket.emit("subscribe_prices", { symbols: ["x".repeat(70_000)] }, () => undefined);
    expect(await code).toBe(1009);
  });
});

it.each([
  ["subscribe_signals", { strategyId: 5 }],
  ["subscribe_signals", { strategyId: "'; DROP TABLE users" }],
  ["subscribe_signals", { sinceSeq: 3 }],
  ["subscribe_signals", { since: ["nonsense"] }],
  ["subscribe_signals", { room: "strategy:all" }],
  ["subscribe_signals", [1]],
  ["subscribe_prices", {}],
  ["subscribe_prices", { symbols: [] }],
  ["subscribe_prices", { symbols: [{}] }],
  ["subscribe_prices", { symbols: "BTC/USDT" }],
  ["subscribe_positions", { userId: "usr_someoneelse" }],
  ["authenticate", { token: 1 }],
] as const)("answers %s %j with what is wrong", async (event, message) => {
  const user = await stage.signIn("SUBSCRIBER", "Ida");
  const socket = await connected(user);
  expect(await ask(socket, event, message)).toMatchObject({ ok: false, error: "invalid", detail: expect.any(String) });
  expect(socket.connected).toBe(true);
  socket.disconnect();
});
