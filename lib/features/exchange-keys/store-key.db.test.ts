import { describe, expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { checkKey } from "./check-key.ts";
import { asInput, keyStage, TRADE_ONLY } from "./exchange-keys.fixture.ts";
import { keyOf, keysOf } from "./queries.ts";
import { setExchangeRule } from "./set-exchange-rule.ts";
import { storeKey } from "./store-key.ts";

const stage = keyStage();
const { user, stored } = stage;

describe("storing", () => {
  it.each(["bybit", "binance", "bitget"])(
    "keeps a trade-only key of %s sealed, shows its last four characters and its rights (C19, C24)",
    async (exchange) => {
      const actor = await user();
      const { id, given } = await stored(actor, exchange);
      const shown = await keyOf(stage.web.db, actor.userId, id);
      expect(shown).toMatchObject({
        exchange,
        maskedKey: `••••${given.apiKey.slice(-4)}`,
        status: "VALID",
        permissions: { read: true, spot: true, withdraw: false, transfer: false },
      });
      const dump = JSON.stringify(
        await stage.db.owner(
          'SELECT * FROM api_keys a, api_key_uses u, audit_log l WHERE a.id = $1 AND u."keyId" = a.id AND l."subjectId" = a.id',
          [id],
        ),
      );
      expect(dump).toContain(id);
      for (const secret of [given.apiKey, given.apiSecret]) expect(dump).not.toContain(secret);
    },
  );

  it.each([
    ["withdraw", /can withdraw/],
    ["transfer", /can transfer/],
  ] as const)("refuses a key that can %s, at its field, and stores nothing (C17)", async (right, words) => {
    const actor = await user();
    for (const exchange of ["bybit", "binance", "bitget"]) {
      const given = stage.venue.makeKey({ exchange, rights: { ...TRADE_ONLY, [right]: true } });
      const refused = await storeKey(stage.web, actor, asInput(given));
      expect(refused).toMatchObject({
        ok: false,
        reason: "invalid",
        fieldErrors: { apiKey: [expect.stringMatching(words)] },
      });
    }
    expect(await keysOf(stage.web.db, actor.userId)).toEqual([]);
    expect(await stage.db.owner('SELECT id FROM api_keys WHERE "userId" = $1', [actor.userId])).toEqual([]);
  });

  it("refuses a key that only reads, an unknown one, a wrong secret, a missing passphrase and one too many", async () => {
    const actor = await user();
    const reads = stage.venue.makeKey({ exchange: "binance", rights: { ...TRADE_ONLY, trade: false } });
    const bitget = stage.venue.makeKey({ exchange: "bitget", rights: TRADE_ONLY });
    expect(await storeKey(stage.web, actor, asInput(reads))).toMatchObject({
      ok: false,
      detail: expect.stringContaining("may not trade"),
    });
    expect(await storeKey(stage.web, actor, { ...asInput(reads), apiKey: "nobody-knows-me" })).toMatchObject({
      ok: false,
      reason: "invalid",
    });
    expect(await storeKey(stage.web, actor, { ...asInput(bitget), apiSecret: "another-secret" })).toMatchObject({
      ok: false,
      reason: "invalid",
    });
    const { passphrase: _, ...without } = asInput(bitget);
    expect(await storeKey(stage.web, actor, without)).toMatchObject({
      ok: false,
      fieldErrors: { passphrase: [expect.any(String)] },
    });
    expect(await storeKey(stage.web, actor, { ...asInput(reads), exchange: "nyse" })).toMatchObject({
      ok: false,
      fieldErrors: { exchange: [expect.any(String)] },
    });
    expect(await keysOf(stage.web.db, actor.userId)).toEqual([]);
  });

  it("keeps keys of as many exchanges as the plan says, several of one among them", async () => {
    const actor = await user();
    for (const exchange of ["bybit", "kraken", "coinbase", "mexc"]) {
      const { id } = await stored(actor);
      await stage.db.owner("UPDATE api_keys SET exchange = $2 WHERE id = $1", [id, exchange]);
    }
    await stored(actor);
    const fifth = asInput(stage.venue.makeKey({ exchange: "bitget", rights: TRADE_ONLY }));
    expect(await storeKey(stage.web, actor, fifth)).toMatchObject({
      ok: false,
      reason: "conflict",
      detail:
        "Your plan Trial keeps keys of 4 exchanges, and you have that many. Starter allows 5: choose it under /billing/plan.",
    });
  });

  it("keeps no more than that of those that are stored at once", async () => {
    const actor = await user();
    for (const exchange of ["kraken", "coinbase", "mexc"]) {
      const { id } = await stored(actor);
      await stage.db.owner("UPDATE api_keys SET exchange = $2 WHERE id = $1", [id, exchange]);
    }
    const given = ["bybit", "binance", "bitget"].map((exchange) =>
      stage.venue.makeKey({ exchange, rights: TRADE_ONLY }),
    );
    await Promise.all(given.map(() => stage.web.db.$queryRaw`SELECT pg_sleep(0.2)::text`)); // a connection for each
    const asked = Promise.withResolvers<void>();
    let answers = 0;
    const rightsOf: TestCtx["exchangeAccounts"]["rightsOf"] = async (...key) => {
      const answer = await stage.web.exchangeAccounts.rightsOf(...key);
      answers += 1;
      if (answers === given.length) asked.resolve();
      await asked.promise;
      return answer;
    };
    const together = { ...stage.web, exchangeAccounts: { ...stage.web.exchangeAccounts, rightsOf } };
    const all = await Promise.all(given.map((key) => storeKey(together, actor, asInput(key))));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("stores nothing when the exchange does not answer, and says that nothing was stored", async () => {
    const actor = await user();
    const given = stage.venue.makeKey({ exchange: "bybit", rights: TRADE_ONLY });
    stage.silence();
    const refused = await storeKey(stage.web, actor, asInput(given));
    expect(refused).toMatchObject({
      ok: false,
      reason: "unavailable",
      detail: expect.stringContaining("Nothing was stored"),
    });
    expect(await keysOf(stage.web.db, actor.userId)).toEqual([]);
  });

  it("wants a confirmed address and a second factor of the last ten minutes", async () => {
    const given = asInput(stage.venue.makeKey({ exchange: "bybit", rights: TRADE_ONLY }));
    await expect(storeKey(stage.web, await user({ emailVerified: false }), given)).rejects.toMatchObject({
      code: "email_unverified",
    });
    await expect(
      storeKey(stage.web, await user({ mfaAt: utcMs(stage.web.clock.now() - 601_000) }), given),
    ).rejects.toMatchObject({
      code: "mfa_required",
    });
  });

  it("takes MEXC's keys only after an admin let them in, on the owner's word, as unproven", async () => {
    const actor = await user();
    const admin = await user({ role: "ADMIN" });
    const given = asInput(stage.venue.makeKey({ exchange: "mexc", rights: TRADE_ONLY }));
    expect(await storeKey(stage.web, actor, given)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("cannot tell"),
    });
    expect(
      await setExchangeRule(stage.web, admin, { exchange: "bybit", admitUnproven: true, reason: "no need" }),
    ).toMatchObject({ ok: false });
    await setExchangeRule(stage.web, admin, { exchange: "mexc", admitUnproven: true, reason: "customers ask for it" });
    expect(await storeKey(stage.web, actor, given)).toMatchObject({
      ok: false,
      fieldErrors: { confirmUnproven: [expect.any(String)] },
    });
    const made = await storeKey(stage.web, actor, { ...given, confirmUnproven: true });
    if (!made.ok) throw new Error(made.detail);
    expect(await keyOf(stage.web.db, actor.userId, made.value.id)).toMatchObject({
      status: "UNPROVEN",
      permissions: { withdraw: null },
    });

    await setExchangeRule(stage.web, admin, { exchange: "mexc", admitUnproven: false, reason: "no longer" });
    await checkKey(stage.worker, made.value.id);
    expect(await keyOf(stage.web.db, actor.userId, made.value.id)).toMatchObject({ status: "INVALID" });
  });
});

describe("the web's role", () => {
  it("can write what is sealed and read none of it", async () => {
    const { id } = await stored(await user());
    await expect(stage.db.web.$queryRawUnsafe(`SELECT sealed FROM api_keys`)).rejects.toThrow(/permission denied/);
    await expect(stage.db.web.$queryRawUnsafe(`SELECT "wrappedKey" FROM api_keys`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(stage.db.web.$queryRawUnsafe(`SELECT * FROM api_keys`)).rejects.toThrow(/permission denied/);
    await expect(stage.db.web.$executeRawUnsafe(`DELETE FROM api_keys`)).rejects.toThrow(/permission denied/);
    await expect(stage.db.web.$executeRawUnsafe(`UPDATE api_key_uses SET outcome = 'ok'`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(checkKey(stage.web, id)).rejects.toThrow(/permission denied/);
  });
});
