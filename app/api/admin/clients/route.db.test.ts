import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { OPERATOR_ID } from "@/lib/auth/operator";
import { storeClientKey } from "@/lib/features/admin/store-client-key";
import { upsertClient } from "@/lib/features/admin/upsert-client";
import { onAccountManaged } from "@/lib/features/notifications/on-account-managed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { createCcxtAccounts } from "@/lib/integrations/ccxt/key-rights/ccxt-accounts";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor } from "@/lib/testing/market-fixture";
import { silentLog, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { GET as audit } from "../audit/route.ts";
import { GET as kpis } from "../kpis/route.ts";
import { GET as payouts } from "../payouts/route.ts";
import { POST as credentials } from "./[id]/credentials/route.ts";
import { PUT as put, GET as show } from "./[id]/route.ts";
import { GET as list } from "./route.ts";

const db = testDb();
const TOKEN = "a-token-for-programs-of-the-operators";
let venue: Venue;
let ctx: TestCtx;

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});

afterAll(() => venue.close());

beforeEach(() => {
  ctx = accountCtx(db.web, {
    exchangeAccounts: createCcxtAccounts({ sandboxUrl: undefined, urlOf: () => venue.url, log: silentLog }),
    keyVault: createKeyVault([masterKey(new Uint8Array(32).fill(9))], { mayOpen: false }),
  });
  publishEdges(ctx);
  setAuthSettings({ secret: "a secret for tests of at least 32 characters", adminApiToken: TOKEN });
});

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** As a program of the operators calls. */
async function ask(handler: Handler, given: { id?: string; query?: string; method?: string; body?: object } = {}) {
  const { id, query = "", method = "GET", body } = given;
  const request = new Request(`http://localhost:3000/api/admin/any${query}`, {
    method,
    headers: {
      "x-client-ip": "203.0.113.1",
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await handler(request, { params: Promise.resolve(id === undefined ? {} : { id }) });
  return { status: answer.status, body: await answer.json() };
}

const set = (id: string, body: object) => ask(put, { id, method: "PUT", body });
const actionsOn = async (subjectId: string): Promise<string[]> =>
  (await ask(audit, { query: `?subject=user&subjectId=${subjectId}` })).body.items.map(
    ({ action }: { action: string }) => action,
  );

describe("tenants, by a program of the operators", () => {
  it("are made by address once, found by a part of it, and told by what changed after", async () => {
    const made = await set("Ada@Clients.test", { name: "Ada", plan: "PRO", limits: { maxTradeUsd: "20" } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        email: "ada@clients.test",
        role: "SUBSCRIBER",
        plan: "PRO",
        status: "ACTIVE",
        emailVerified: false,
        limits: { maxTradeUsd: "20", entriesPerDay: 20 },
        credentials: [],
        openPositions: { paper: 0, live: 0 },
        killSwitch: null,
      },
    });
    const { id } = made.body;
    const again = await set("ada@clients.test", { name: "Ada", plan: "PRO", limits: { maxTradeUsd: "20" } });
    expect(again).toMatchObject({ status: 200, body: { id } });
    expect(await actionsOn(id)).toEqual(["limits.changed", "plan.changed", "client.created"]);

    expect(await set(id, { role: "PROVIDER" })).toMatchObject({ status: 200, body: { role: "PROVIDER" } });
    expect(await db.owner(`SELECT payload->>'what' AS what FROM outbox WHERE type = 'account.managed'`)).toEqual([
      { what: '["role"]' },
    ]);
    expect((await ask(list, { query: "?email=CLIENTS.test" })).body).toMatchObject({
      items: [{ id }],
      nextCursor: null,
    });
    expect((await ask(show, { id: "ada@clients.test" })).body).toMatchObject({ id, role: "PROVIDER" });
    const [last] = (await ask(audit, { query: `?actor=${OPERATOR_ID}&limit=1` })).body.items;
    expect(last).toMatchObject({ action: "role.set", subjectId: id, actor: { id: OPERATOR_ID, email: null } });
  });

  it("are listed a page at a time", async () => {
    for (const name of ["One", "Two", "Three"]) await makeActor(ctx, "PROVIDER", name);
    const first = (await ask(list, { query: "?role=PROVIDER&limit=2" })).body;
    expect(first.items).toHaveLength(2);
    const second = (await ask(list, { query: `?role=PROVIDER&limit=100&cursor=${first.nextCursor}` })).body;
    const ids = [...first.items, ...second.items].map((one: { id: string }) => one.id);
    expect(ids).toEqual(
      (await db.web.user.findMany({ where: { role: "PROVIDER" }, orderBy: { id: "asc" } })).map((user) => user.id),
    );
    expect(second.nextCursor).toBeNull();
  });

  it("are found by the letters of an address, _ and % too", async () => {
    for (const email of ["a_bc@letters.test", "axbc@letters.test"])
      expect((await ask(put, { id: email, method: "PUT", body: { name: "Letters" } })).status).toBe(201);
    const found = async (part: string): Promise<string[]> => {
      const { body } = await ask(list, { query: `?${new URLSearchParams({ email: part })}` });
      return body.items.map(({ email }: { email: string }) => email);
    };
    expect(await found("a_b")).toEqual(["a_bc@letters.test"]);
    expect(await found("a%c@")).toEqual([]);
    expect(await found("c@letters")).toHaveLength(2);
  });

  it.each([
    ["an id of nobody", "usr_00000000000000", { plan: "PRO" }, 404, "not_found", undefined],
    ["a new address without a name", "nameless@clients.test", {}, 422, "invalid", "name"],
    ["an unknown field", "new@clients.test", { name: "New", password: "secret" }, 422, "invalid", "password"],
    ["a role that nobody is given", "new@clients.test", { name: "New", role: "ADMIN" }, 422, "invalid", "role"],
    ["a suspension without a reason", "new@clients.test", { name: "New", suspended: true }, 422, "invalid", "reason"],
    [
      "limits beyond the plan",
      "new@clients.test",
      { name: "New", limits: { maxTradeUsd: "51" } },
      422,
      "invalid",
      "limits.maxTradeUsd",
    ],
    [
      "wider limits, for which a program has no factor",
      "new@clients.test",
      { name: "New", plan: "PRO", limits: { maxTradeUsd: "51" } },
      403,
      "mfa_required",
      undefined,
    ],
  ])("refuses %s, and nothing stays of it", async (_name, id, body, status, code, field) => {
    const before = await db.web.auditEntry.count();
    const refused = await set(id, body);
    expect(refused).toMatchObject({ status, body: { code } });
    expect(Object.keys(refused.body.fieldErrors ?? {})).toEqual(field === undefined ? [] : [field]);
    expect(await db.web.user.count({ where: { email: { in: ["new@clients.test", "nameless@clients.test"] } } })).toBe(
      0,
    );
    expect(await db.web.auditEntry.count()).toBe(before);
  });

  it("stay what they are where nobody may change it: a provider, an admin, a closed account", async () => {
    const [provider, admin, closed] = [
      await makeActor(ctx, "PROVIDER", "Prov"),
      await makeActor(ctx, "ADMIN", "Root"),
      await makeActor(ctx, "SUBSCRIBER", "Gone"),
    ];
    await db.web.user.update({
      where: { id: closed.userId },
      data: { email: `closed-${closed.userId}@invalid`, bannedAt: new Date() },
    });
    expect(await set(provider.userId, { role: "SUBSCRIBER", name: "Other" })).toMatchObject({ status: 409 });
    expect(await set(admin.userId, { plan: "PRO" })).toMatchObject({ status: 409 });
    expect(await set(closed.userId, { suspended: false, reason: "He asked." })).toMatchObject({ status: 409 });
    expect((await ask(show, { id: closed.userId })).body).toMatchObject({ status: "CLOSED" });
    expect((await ask(show, { id: provider.userId })).body).toMatchObject({ name: "Prov" });
  });

  it("are suspended at once, live trading too, and opened again without it", async () => {
    const { userId } = await makeActor(ctx, "SUBSCRIBER", "Sue");
    const at = new Date(ctx.clock.now());
    const seen = { userId, userAgent: "", ip: "", createdAt: at, lastSeenAt: at };
    await db.web.deviceSession.createMany({
      data: [
        { ...seen, id: "ses_sue", expiresAt: new Date(ctx.clock.now() + MINUTE_MS) },
        { ...seen, id: "ses_over", expiresAt: at },
      ],
    });
    expect(await ask(show, { id: userId })).toMatchObject({ body: { openSessions: 1 } });
    const reason = "He pays with stolen cards.";
    expect(await set(userId, { suspended: true, reason })).toMatchObject({
      status: 200,
      body: { status: "SUSPENDED", openSessions: 0, killSwitch: { reason, by: OPERATOR_ID } },
    });
    expect(await set(userId, { suspended: false, reason: "His bank was wrong." })).toMatchObject({
      status: 200,
      body: { status: "ACTIVE", killSwitch: { reason } },
    });
    expect(await actionsOn(userId)).toEqual(["client.reinstated", "client.suspended", "session.revoked"]);
  });

  it("get an exchange key as by their own form: checked, masked, told and on record", async () => {
    const { userId, email } = await makeActor(ctx, "SUBSCRIBER", "Kay");
    const rights = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };
    const store = (more: Partial<typeof rights>) => {
      const { exchange, apiKey, apiSecret } = venue.makeKey({ exchange: "bybit", rights: { ...rights, ...more } });
      const body = { exchange, apiKey, apiSecret, label: "By us" };
      return ask(credentials, { id: email, method: "POST", body }).then((answer) => ({ ...answer, apiKey, apiSecret }));
    };
    expect(await store({ withdraw: true })).toMatchObject({
      status: 422,
      body: { fieldErrors: { apiKey: [expect.stringContaining("can withdraw")] } },
    });
    const stored = await store({});
    expect(stored).toMatchObject({
      status: 201,
      body: { exchange: "bybit", maskedKey: `••••${stored.apiKey.slice(-4)}`, status: "VALID", label: "By us" },
    });
    const shown = JSON.stringify([stored.body, (await ask(show, { id: userId })).body, (await ask(audit)).body]);
    for (const secret of [stored.apiKey, stored.apiSecret]) expect(shown).not.toContain(secret);
    expect((await ask(show, { id: userId })).body.credentials).toEqual([stored.body]);
    expect((await ask(audit, { query: `?subjectId=${stored.body.id}` })).body.items).toMatchObject([
      { action: "exchange_key.stored", actor: { id: OPERATOR_ID }, detail: { userId } },
    ]);
    const told = await db.owner<{ id: string; payload: { userId: string; what: ["exchange_key"] } }>(
      `SELECT id::text AS id, payload FROM outbox WHERE type = 'account.managed' AND payload->>'userId' = $1`,
      [userId],
    );
    expect(told).toMatchObject([{ payload: { what: ["exchange_key"] } }]);
    for (const { id, payload } of [...told, ...told]) {
      const event = { type: "account.managed" as const, ...payload };
      await onAccountManaged(ctx, event, { xid: 1n, id: BigInt(id), at: new Date(ctx.clock.now()), event });
    }
    expect((await listNotifications(ctx.db, userId, { limit: 5 })).items).toMatchObject([
      { kind: "security", body: expect.stringContaining("an exchange key was stored for you"), link: "/settings/keys" },
    ]);
  });

  it("get no plan, no suspension and no end of it by a person whose second factor is not fresh", async () => {
    const now = ctx.clock.now();
    const person = { ...(await makeActor(ctx, "ADMIN", "Person")), sessionId: "ses_1" };
    const stale = { ...person, totpEnabled: true, mfaAt: utcMs(now - 10 * MINUTE_MS - 1) };
    const fresh = { ...stale, mfaAt: utcMs(now) };
    const { userId } = await makeActor(ctx, "SUBSCRIBER", "Tess");
    const steps = [
      { plan: "PRO" as const },
      { suspended: true, reason: "He pays with stolen cards." },
      { suspended: false, reason: "His bank was wrong." },
    ];
    for (const step of steps) {
      const before = await db.web.auditEntry.count();
      for (const admin of [person, stale])
        await expect(upsertClient(ctx, admin, userId, step)).rejects.toMatchObject({ code: "mfa_required" });
      expect(await db.web.auditEntry.count()).toBe(before);
      expect(await upsertClient(ctx, fresh, userId, step)).toMatchObject({ ok: true });
      // What is so already takes none.
      expect(await upsertClient(ctx, person, userId, { ...step, name: `Tess ${before}` })).toMatchObject({ ok: true });
    }
    const made = { name: "New", plan: "STARTER" as const };
    await expect(upsertClient(ctx, person, "made@clients.test", made)).rejects.toMatchObject({ code: "mfa_required" });
    expect(await db.web.user.count({ where: { email: "made@clients.test" } })).toBe(0);
  });

  it("get no key by a person who has shown no second factor", async () => {
    const admin = { ...(await makeActor(ctx, "ADMIN", "Person")), sessionId: "ses_1" };
    const { userId } = await makeActor(ctx, "SUBSCRIBER", "Safe");
    const input = { exchange: "bybit", apiKey: "not-a-real-key", apiSecret: "not-a-real-secret" };
    await expect(storeClientKey(ctx, admin, userId, input)).rejects.toMatchObject({ code: "mfa_required" });
  });
});

describe("what happened, and how it does", () => {
  it("is found in the audit log by its first word and its days, a page at a time", async () => {
    await makeActor(ctx, "SUBSCRIBER", "Plans").then(({ userId }) => set(userId, { plan: "STARTER" }));
    const of = (query: string) => ask(audit, { query }).then(({ body }) => body);
    const all = (await of("?action=plan")).items;
    expect(all.length).toBeGreaterThan(1);
    const first = await of("?action=plan&limit=1");
    expect((await of(`?action=plan&limit=100&cursor=${first.nextCursor}`)).items).toEqual(all.slice(1));
    const day = new Date(ctx.clock.now()).toISOString().slice(0, 10);
    expect((await of(`?action=plan.changed&from=${day}&to=${day}`)).items.length).toBeGreaterThan(0);
    expect((await of(`?action=plan&to=2001-01-01`)).items).toEqual([]);
  });

  it("lists payouts with their state and whose they are", async () => {
    const { userId, email } = await makeActor(ctx, "PROVIDER", "Paid");
    const at = new Date(ctx.clock.now());
    const of = { userId, stripeAccountId: "acct_1", currency: "USD", by: "MONTHLY", requestedAt: at, updatedAt: at };
    await db.worker.payout.createMany({
      data: [
        { ...of, id: "pay_1", key: "one", amount: 5_000, status: "PAID" },
        { ...of, id: "pay_2", key: "two", amount: 7_000, status: "FAILED", failure: "No account" },
      ],
    });
    const first = (await ask(payouts, { query: `?provider=${email}&limit=1` })).body;
    expect(first.items).toMatchObject([{ id: "pay_2", status: "FAILED", amount: { amount: 7_000, currency: "USD" } }]);
    const rest = (await ask(payouts, { query: `?provider=${userId}&limit=1&cursor=${first.nextCursor}` })).body;
    expect(rest).toMatchObject({ items: [{ id: "pay_1", monthly: true, provider: { id: userId } }], nextCursor: null });
    expect((await ask(payouts, { query: "?status=CANCELLED" })).body.items).toEqual([]);
  });

  it("answers figures of the days asked for", async () => {
    expect(await ask(kpis, { query: "?days=7" })).toMatchObject({
      status: 200,
      body: { subscriptions: { churn: null }, openPositions: { paper: 0, live: 0 } },
    });
    expect((await ask(kpis, { query: "?days=0" })).status).toBe(422);
  });
});
