import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeSignal } from "@/lib/features/signals/close-signal";
import { receiptsOf } from "@/lib/features/signals/receipt-queries";
import type { LiveClient } from "@/lib/realtime/client";
import type { ReceiptsMessage, SnapshotMessage } from "@/lib/realtime/protocol";
import { makeStrategy } from "@/lib/testing/market-fixture";
import { ask, collectSignals, handshake, type SignedIn, SocketStage } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";

const db = testDb();
let stage: SocketStage;
let provider: SignedIn;

beforeAll(async () => {
  stage = await SocketStage.open(db, { replayMax: 5 });
  provider = await stage.signIn("PROVIDER", "Paula");
});
afterAll(() => stage.close());

const soon = (see: () => void | Promise<void>): Promise<void> => vi.waitFor(see, { timeout: 5_000, interval: 20 });

describe("receipts", () => {
  it("are the client's own word: counted for the provider, live too, and for nobody else", async () => {
    const strategyId = await makeStrategy(stage.ctx, provider);
    const readers = await Promise.all(["Sam", "Sue"].map((name) => stage.signIn("SUBSCRIBER", name)));
    const clients: { client: LiveClient; heard: number[] }[] = [];
    for (const reader of readers) {
      await stage.subscribe(reader, strategyId);
      const client = stage.client(reader);
      const heard: number[] = [];
      client.signals({ strategyId }, (message) => {
        heard.push(message.seq);
        if (clients.length > 0 && reader === readers[0]) client.seen(message);
      });
      clients.push({ client, heard });
      await soon(() => expect(client.status).toBe("live"));
    }
    const own = stage.socket({ token: provider.token });
    await handshake(own);
    const told: ReceiptsMessage[] = [];
    own.on("signal_receipts", (message) => void told.push(message));
    await soon(async () => {
      await stage.publish(provider, strategyId);
      expect(clients.every(({ heard }) => heard.length > 0)).toBe(true);
    });
    const id = await stage.publish(provider, strategyId);
    await soon(async () =>
      expect(await receiptsOf(db.web, provider.userId, id)).toMatchObject({ signalId: id, received: 2, seen: 1 }),
    );
    await soon(() => expect(told).toContainEqual(expect.objectContaining({ signalId: id, received: 2, seen: 1 })));
    const other = await stage.signIn("PROVIDER", "Otto");
    expect(await receiptsOf(db.web, other.userId, id)).toBeNull();
  });

  it("count for what was left meanwhile, by a page that closed or with a connection that broke, and hold up no other", async () => {
    const [left, lost, kept] = await Promise.all([1, 2, 3].map(() => makeStrategy(stage.ctx, provider)));
    const reader = await stage.signIn("SUBSCRIBER", "Lea");
    for (const id of [left, lost, kept]) await stage.subscribe(reader, id ?? "");
    const client = stage.client(reader);
    const heard: string[] = [];
    const hear = (strategyId = "") =>
      client.signals({ strategyId, since: { [strategyId]: 0 } }, ({ id }) => void heard.push(id));
    const stops = [left, lost, kept].map(hear);
    await soon(() => expect(client.status).toBe("live"));
    const told = async (strategyId = "") => {
      const id = await stage.publish(provider, strategyId);
      await soon(() => expect(heard).toContain(id));
      return id;
    };
    const counted = (id: string) =>
      soon(async () => expect(await receiptsOf(db.web, provider.userId, id)).toMatchObject({ received: 1 }));
    const first = await told(left);
    stops[0]?.();
    await counted(first);
    await told(lost);
    stage.gateway.cutOff({ userId: reader.userId });
    stops[1]?.(); // while away: the next connection was never told of it
    await soon(() => expect(client.status).toBe("connecting"));
    await soon(() => expect(client.status).toBe("live"));
    await counted(await told(kept));
    await counted(await told(kept));
  });

  it("are told to a provider who signs in on a socket that was a guest's", async () => {
    const strategyId = await makeStrategy(stage.ctx, provider);
    const socket = stage.socket({ origin: stage.url });
    await handshake(socket);
    const told: ReceiptsMessage[] = [];
    socket.on("signal_receipts", (message) => void told.push(message));
    expect(await ask(socket, "authenticate", { token: provider.token })).toMatchObject({ ok: true });
    const reader = await stage.signIn("SUBSCRIBER", "Gus");
    await stage.subscribe(reader, strategyId);
    const client = stage.client(reader);
    client.signals({ strategyId, since: { [strategyId]: 0 } }, () => undefined);
    const id = await stage.publish(provider, strategyId);
    await soon(() => expect(told).toContainEqual(expect.objectContaining({ signalId: id, received: 1 })));
  });

  it("are refused for events that were not told, and of guests", async () => {
    const strategyId = await makeStrategy(stage.ctx, provider);
    const reader = await stage.signIn("SUBSCRIBER", "Eve");
    const socket = stage.socket({ token: reader.token });
    await handshake(socket);
    const received = [[strategyId, 1, 1]] as const;
    expect(await ask(socket, "receipts", { received })).toMatchObject({ ok: false, error: "invalid" });
    expect(await ask(socket, "receipts", { received: [[strategyId, 3, 2]] })).toMatchObject({ error: "invalid" });
    expect(await ask(socket, "receipts", { seen: "all" })).toMatchObject({ error: "invalid" });
    const guest = stage.socket({ origin: stage.url });
    await handshake(guest);
    expect(await ask(guest, "receipts", { received })).toMatchObject({ error: "unauthenticated" });
  });
});

describe("a cursor", () => {
  it("of somebody else's strategy is refused whole", async () => {
    const [mine, theirs] = [await makeStrategy(stage.ctx, provider), await makeStrategy(stage.ctx, provider)];
    const reader = await stage.signIn("SUBSCRIBER", "Eve");
    await stage.subscribe(reader, mine);
    const socket = stage.socket({ token: reader.token });
    await handshake(socket);
    const since = [`${mine}.0`, `${theirs}.0`];
    expect(await ask(socket, "subscribe_signals", { since })).toMatchObject({ ok: false, error: "no_access" });
    expect(await ask(socket, "subscribe_signals", { since: [`${mine}.0`] })).toMatchObject({ ok: true });
  });

  it("that is too old brings what is open now, then what comes", async () => {
    const strategyId = await makeStrategy(stage.ctx, provider);
    const reader = await stage.signIn("SUBSCRIBER", "Old");
    await stage.subscribe(reader, strategyId);
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await stage.publish(provider, strategyId));
    await closeSignal(stage.ctx, provider, ids[0] ?? "", { fraction: "1" });
    const socket = stage.socket({ token: reader.token });
    await handshake(socket);
    const snapshots: SnapshotMessage[] = [];
    socket.on("signal_snapshot", (snapshot) => void snapshots.push(snapshot));
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", { strategyId, sinceSeq: 0 });
    await soon(() => expect(snapshots).toHaveLength(1));
    expect(snapshots[0]).toMatchObject({ strategyId, seq: 8, cursor: `${strategyId}.8` });
    expect(snapshots[0]?.signals.map((signal) => signal.id)).toEqual(ids.slice(1));
    const next = await stage.publish(provider, strategyId);
    await soon(() => expect(heard.map((message) => message.id)).toEqual([next]));
  });
});

it("tells a client how long an answer takes", async () => {
  const reader = await stage.signIn("SUBSCRIBER", "Tim");
  const client = stage.client(reader);
  const times: number[] = [];
  client.onLatency((ms) => times.push(ms));
  await soon(() => expect(times.length).toBeGreaterThan(0));
  expect(times[0]).toBeGreaterThan(0);
});
