import { randomBytes } from "node:crypto";
import { expect, it, vi } from "vitest";
import { rewrapKeys } from "@/lib/features/exchange-keys/rewrap-keys";
import { rotateKey } from "@/lib/features/exchange-keys/rotate-key";
import { type Desk, decOf, openDesk } from "@/lib/features/orders/orders.fixture";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { sessionlessActor } from "@/lib/kernel/actor";
import { plain } from "@/lib/kernel/decimal";
import type { KeyRights } from "@/lib/ports/exchange-accounts";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { machineClock } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

const db = testDb();
const keyVault = {
  masterKeyId: "test",
  seal: () => ({ sealed: new Uint8Array(), wrappedKey: new Uint8Array(), masterKeyId: "test" }),
  open: () => ({ apiKey: "a", apiSecret: "b" }),
  rewrap: () => null,
};

function startOne(desk: Pick<Desk, "ctx">) {
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-accounts", log: desk.ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts(desk.ctx, leases, undefined);
  return {
    wake: () => accounts.wake(),
    async stop() {
      await accounts.stop();
      await leases.stop();
    },
  };
}

it("finds an account with work, is alone on it beside a second worker, and the second goes on when the first ends", async () => {
  const desk = await openDesk(db, { ports: { clock: machineClock, keyVault } });
  const workers = [startOne(desk), startOne(desk)];
  await desk.plan("sig_a");
  await vi.waitFor(async () => expect((await desk.intent("sig_a")).state).toBe("FILLED"), {
    timeout: 15_000,
    interval: 50,
  });
  await vi.waitFor(
    () => expect(desk.venue.orders.some(({ type, state }) => type === "stop" && state === "open")).toBe(true),
    {
      timeout: 15_000,
      interval: 50,
    },
  );
  const row = () => desk.ctx.db.tradeAccount.findUniqueOrThrow({ where: { keyId: desk.keyId } });
  expect((await row()).epoch).toBe(1);

  // Whichever held it: the other takes over, with the next epoch, and goes on with what is there.
  await workers[0]?.stop();
  await workers[1]?.stop();
  const next = startOne(desk);
  await desk.plan("sig_b");
  next.wake();
  await vi.waitFor(async () => expect((await desk.intent("sig_b")).state).toBe("FILLED"), {
    timeout: 15_000,
    interval: 50,
  });
  expect((await row()).epoch).toBeGreaterThanOrEqual(2);
  await next.stop();
  const held = await desk.ctx.db.position.findMany({ where: { userId: desk.userId, state: "OPEN" } });
  expect(plain(held.reduce((sum, each) => sum.plus(decOf(each.qty)), decOf(0)))).toBe(plain(desk.venue.total("BTC")));
  const uses = await desk.ctx.db.apiKeyUse.findMany({ where: { keyId: desk.keyId } });
  expect(new Set(uses.map(({ purpose, outcome }) => `${purpose} ${outcome}`))).toEqual(new Set(["trade ok"]));
}, 60_000);

it("takes up what is asked by hand, and gives up what waited for longer than a minute", async () => {
  const desk = await openDesk(db, { ports: { clock: machineClock, keyVault } });
  const { userId, keyId } = desk;
  const ask = (id: string, agoMs: number) =>
    desk.ctx.db.tradeRequest.create({
      data: {
        ...{ id, userId, keyId, exchange: "binance", symbol: "BTC/USDT", test: true, maxSlippageBps: 50 },
        state: "WAITING",
        createdAt: new Date(Date.now() - agoMs),
      },
    });
  await ask("trq_late", 61_000);
  await ask("trq_now", 0);
  const worker = startOne(desk);
  const codes = async () =>
    (await desk.ctx.db.tradeRequest.findMany({ where: { userId }, orderBy: { id: "asc" } })).map(
      (row) => row.reasonCode,
    );
  // Nobody of a desk has traded on paper, so the gate says no: asked by the worker that holds the account.
  await vi.waitFor(async () => expect(await codes()).toEqual(["too_old", "gate"]), { timeout: 15_000, interval: 50 });
  await worker.stop();
  expect(desk.venue.placed).toEqual([]);
}, 60_000);

it("signs with a rotated key's new secrets from then on, a position held, and is not opened anew by a new master key", async () => {
  const [master, next] = [masterKey(randomBytes(32)), masterKey(randomBytes(32))];
  const vault = createKeyVault([master, next], { mayOpen: true });
  const rights: KeyRights = {
    ...{ read: true, spot: true, swap: true, withdraw: false, transfer: false },
    ...{ ipBound: true, unknown: [] },
  };
  const exchangeAccounts = {
    offered: [{ id: "binance", name: "Binance", needsPassphrase: false, testnet: false, tellsRights: true }],
    sandboxUrl: null,
    rightsOf: () => Promise.resolve({ ok: true as const, rights }),
  };
  const desk = await openDesk(db, { ports: { clock: machineClock, keyVault: vault, exchangeAccounts } });
  const { userId, keyId } = desk;
  const first = { apiKey: "first-key-0001", apiSecret: "first-secret-01" };
  const sealed = vault.seal(first, { id: keyId, userId, exchange: "binance" });
  await desk.ctx.db.apiKey.update({
    where: { id: keyId },
    data: { ...sealed, permissions: { ...rights, unknown: [] } },
  });

  // The exchange takes orders of keys that it knows; which key each was signed with is kept.
  const signed: string[] = [];
  let deleted = "";
  const tradeVenues: typeof desk.ctx.tradeVenues = {
    ...desk.venue,
    health: () => null,
    async open(_id, { apiKey }) {
      const account = desk.venue.account();
      return {
        ok: true,
        value: {
          ...account,
          async place(...order) {
            signed.push(apiKey);
            if (apiKey === deleted) return { kind: "refused", code: "key_refused", detail: "Invalid API-key." };
            return account.place(...order);
          },
        },
      };
    },
  };
  const worker = startOne({ ctx: { ...desk.ctx, tradeVenues } });
  const waiting = { timeout: 15_000, interval: 50 };
  const filled = (signal: string) =>
    vi.waitFor(async () => expect((await desk.intent(signal)).state).toBe("FILLED"), waiting);
  const stops = () => desk.venue.orders.filter(({ type, state }) => type === "stop" && state === "open").length;
  const epoch = async () => (await desk.ctx.db.tradeAccount.findUniqueOrThrow({ where: { keyId } })).epoch;
  try {
    await desk.plan("sig_a");
    await filled("sig_a");
    await vi.waitFor(() => expect(stops()).toBe(1), waiting);

    const rewrapping = { ...desk.ctx, keyVault: createKeyVault([next, master], { mayOpen: true }) };
    const { signal } = new AbortController();
    await rewrapKeys(rewrapping, { batch: 200, signal, onBatch: () => undefined });
    await desk.plan("sig_b");
    worker.wake();
    await filled("sig_b");
    expect([await epoch(), new Set(signed)]).toEqual([1, new Set(["first-key-0001"])]);
    await vi.waitFor(() => expect(stops()).toBe(2), waiting);

    const person = sessionlessActor({ userId, role: "SUBSCRIBER", email: "", name: "" });
    const actor = { ...person, totpEnabled: true, mfaAt: machineClock.now() };
    const second = { apiKey: "second-key-0002", apiSecret: "second-secret-02" };
    expect(await rotateKey(desk.ctx, actor, keyId, second)).toMatchObject({ ok: true });
    worker.wake();
    await vi.waitFor(async () => expect(await epoch()).toBe(2), waiting);
    deleted = first.apiKey;
    signed.length = 0;
    await desk.plan("sig_c");
    worker.wake();
    await filled("sig_c");
    await vi.waitFor(() => expect(stops()).toBe(3), waiting);
    expect(new Set(signed)).toEqual(new Set(["second-key-0002"]));
  } finally {
    await worker.stop();
  }
}, 60_000);
