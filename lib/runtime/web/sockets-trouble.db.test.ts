import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appendEvent } from "@/lib/events/outbox";
import { revokeSession } from "@/lib/features/accounts/revoke-sessions";
import { LiveClient } from "@/lib/realtime/client";
import type { SignalMessage } from "@/lib/realtime/protocol";
import type { RealtimeReaders } from "@/lib/realtime/readers";
import { makeStrategy } from "@/lib/testing/market-fixture";
import { ask, closeCode, collectSignals, handshake, type SignedIn, SocketStage } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";

const db = testDb();
const within = (see: () => void, timeout = 3_000): Promise<void> => vi.waitFor(see, { timeout, interval: 5 });

/** How often each question still fails, and what an answer about access waits for. */
const failing = { signalsAfter: 0, accessOf: 0, headsOf: 0 };
let onItsWay: Promise<void> | null = null;
/** What an answer about a sign-in waits for, and what is called once it is known that one has ended. */
let signInOnItsWay: Promise<void> | null = null;
let onForgotten: () => void = () => undefined;
let lookups = 0;
let reads = 0;

function fails(question: keyof typeof failing): boolean {
  if (failing[question] === 0) return false;
  failing[question] -= 1;
  return true;
}
const down = () => Promise.reject(new Error("the database does not answer"));

function readers(real: RealtimeReaders): Partial<RealtimeReaders> {
  return {
    signalsAfter: (...about) => (fails("signalsAfter") ? down() : real.signalsAfter(...about)),
    headsOf: (ids) => (fails("headsOf") ? down() : real.headsOf(ids)),
    async findActor(credentials) {
      const actor = await real.findActor(credentials);
      lookups += 1;
      await signInOnItsWay;
      return actor;
    },
    forgetActor(userId) {
      real.forgetActor(userId);
      onForgotten();
    },
    async accessOf(userId) {
      if (fails("accessOf")) return down();
      const windows = await real.accessOf(userId);
      reads += 1;
      await onItsWay;
      return windows;
    },
  };
}

let stage: SocketStage;
let provider: SignedIn;
let strategyId: string;

beforeAll(async () => {
  stage = await SocketStage.open(db, { readers });
  provider = await stage.signIn("PROVIDER", "Paula");
  strategyId = await makeStrategy(stage.ctx, provider);
});
afterAll(() => stage.close());

async function subscriber() {
  const user = await stage.signIn("SUBSCRIBER", "Sam");
  const subscriptionId = await stage.subscribe(user, strategyId);
  stage.ctx.clock.advance(1_000);
  return { user, subscriptionId };
}

/** Access ends, as the verbs say it: in one transaction with its event. */
async function end({ user: { userId }, subscriptionId }: Awaited<ReturnType<typeof subscriber>>): Promise<void> {
  const at = new Date(stage.ctx.clock.now());
  await stage.ctx.db.transaction(async (tx) => {
    const data = { status: "EXPIRED", accessOpen: false, endedAt: at, accessEndedAt: at } as const;
    await tx.subscription.update({ where: { id: subscriptionId }, data });
    const event = { type: "subscription.changed", subscriptionId, userId, strategyId, hasAccess: false } as const;
    await appendEvent(tx, stage.ctx.clock.now(), event);
  });
  stage.ctx.clock.advance(1_000);
}

/** The client of pages and programs, with what it hears. */
function listening(user: SignedIn) {
  const client = stage.client(user);
  const heard: SignalMessage[] = [];
  client.signals({ strategyId }, (message) => void heard.push(message));
  return { client, heard, answered: () => answered(client) };
}

/** All that a client asked for was answered: its next question is. */
async function answered(client: LiveClient): Promise<void> {
  await within(() => expect(client.status).toBe("live"));
  await new Promise((resolve) => client.onLatency(resolve));
}

describe("a database that fails for a moment", () => {
  it("keeps no signal from a socket that stays", async () => {
    const { user } = await subscriber();
    const socket = stage.socket({ token: user.token });
    await handshake(socket);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", {});
    failing.signalsAfter = 2;
    const id = await stage.publish(provider, strategyId);
    await within(() => expect(heard.map((message) => message.id)).toEqual([id]));
    expect(failing.signalsAfter).toBe(0);
  });

  it("and does not come back soon closes with 1013 whom it leaves in the dark; the client comes back and gets it", async () => {
    const { user } = await subscriber();
    const reader = listening(user);
    await reader.answered();
    const plain = stage.socket({ token: user.token });
    await handshake(plain);
    await ask(plain, "subscribe_signals", {});
    const code = closeCode(plain);
    failing.signalsAfter = 4;
    const id = await stage.publish(provider, strategyId);
    expect(await code).toBe(1013);
    await within(() => expect(reader.heard.map((message) => message.id)).toEqual([id]), 6_000);
  });

  it("when access ended leaves nobody hearing", async () => {
    const reader = await subscriber();
    const socket = stage.socket({ token: reader.user.token });
    await handshake(socket);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", {});
    const code = closeCode(socket);
    failing.accessOf = 4;
    await end(reader);
    expect(await code).toBe(1013);
    expect(heard).toEqual([]);
  });

  it("when a strategy is asked for lets the client ask again, and a plain socket too", async () => {
    const { user } = await subscriber();
    const socket = stage.socket({ token: user.token });
    await handshake(socket);
    const heard = collectSignals(socket);
    failing.headsOf = 1;
    expect(await ask(socket, "subscribe_signals", {})).toMatchObject({ ok: false, error: "unavailable" });
    expect(await ask(socket, "subscribe_signals", {})).toMatchObject({ ok: true });
    failing.accessOf = 1;
    const other = listening(user);
    await within(() => expect(failing.accessOf).toBe(0));
    await within(() => expect(other.client.status).toBe("connecting"));
    await other.answered();
    const id = await stage.publish(provider, strategyId);
    for (const messages of [heard, other.heard])
      await within(() => expect(messages.map((one) => one.id)).toEqual([id]));
  });
});

describe("an answer about access that was long on its way", () => {
  it("does not open again what ended meanwhile", async () => {
    const reader = await subscriber();
    const socket = stage.socket({ token: reader.user.token });
    await handshake(socket);
    const heard = collectSignals(socket);
    await ask(socket, "subscribe_signals", {});
    const slow = Promise.withResolvers<void>();
    onItsWay = slow.promise;
    const before = reads;
    const asked = ask(socket, "subscribe_signals", { strategyId });
    await within(() => expect(reads).toBe(before + 1));
    onItsWay = null;
    await end(reader);
    const witness = stage.socket({ token: provider.token });
    await handshake(witness);
    const seen = collectSignals(witness);
    await ask(witness, "subscribe_signals", {});
    await stage.publish(provider, strategyId);
    await within(() => expect(seen).toHaveLength(1)); // its end was told before this
    slow.resolve();
    await asked;
    await stage.publish(provider, strategyId);
    await within(() => expect(seen).toHaveLength(2));
    await ask(socket, "latency", {});
    expect(heard).toEqual([]);
  });
});

describe("a client", () => {
  it("comes back by itself after the server has sent it away", async () => {
    const { user } = await subscriber();
    const { client, heard, answered } = listening(user);
    await answered();
    const statuses: string[] = [];
    client.onStatus((status) => void statuses.push(status));
    stage.gateway.cutOff({ userId: user.userId });
    await within(() => expect(statuses).toEqual(["connecting", "live"]));
    const id = await stage.publish(provider, strategyId);
    await within(() => expect(heard.map((message) => message.id)).toEqual([id]));
  });

  it("is not told to stay away by a server that stops", async () => {
    const own = await SocketStage.open(db);
    const user = await own.signIn("SUBSCRIBER", "Sue");
    const socket = own.socket({ token: user.token });
    await handshake(socket);
    const reason = new Promise((resolve) => socket.once("disconnect", resolve));
    own.gateway.close();
    expect(await reason).toBe("transport close");
    await own.close();
  });

  it("asks for a token again when none was to be had", async () => {
    const { user } = await subscriber();
    let asked = 0;
    const client = new LiveClient({
      url: stage.url,
      retryMaxMs: 50,
      token: () => {
        asked += 1;
        return asked === 1 ? Promise.reject(new Error("the issuer is down")) : user.token;
      },
    });
    await within(() => expect(client.status).toBe("live"));
    expect(asked).toBe(2);
    client.close();
  });
});

it("lets nobody in by a sign-in that ended while it was looked up", async () => {
  const user = await stage.signIn("SUBSCRIBER", "Ria");
  const answered = Promise.withResolvers<void>();
  const forgotten = Promise.withResolvers<void>();
  signInOnItsWay = answered.promise;
  onForgotten = forgotten.resolve;
  const before = lookups;
  const socket = stage.socket({ token: user.token });
  const shaken = handshake(socket);
  await within(() => expect(lookups).toBe(before + 1));
  await revokeSession(stage.ctx, user, user.sessionId);
  await forgotten.promise;
  answered.resolve();
  signInOnItsWay = null;
  expect(await shaken).toBe("unauthenticated");
});
