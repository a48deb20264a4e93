import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { checkKey } from "./check-key.ts";
import { keyStage, TRADE_ONLY } from "./exchange-keys.fixture.ts";
import { keyOf, keysOf, keyUsesOf } from "./queries.ts";
import { revokeKey } from "./revoke-key.ts";
import { rewrapKeys } from "./rewrap-keys.ts";
import { rotateKey } from "./rotate-key.ts";

const stage = keyStage();
const { user, stored } = stage;

describe("rotating and revoking", () => {
  it("puts a new key in the old one's place, and keeps the old one where the new one is refused", async () => {
    const actor = await user();
    const { id, given } = await stored(actor);
    const withdraws = stage.venue.makeKey({ exchange: "bybit", rights: { ...TRADE_ONLY, withdraw: true } });
    expect(await rotateKey(stage.web, actor, id, withdraws)).toMatchObject({ ok: false });
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({ maskedKey: `••••${given.apiKey.slice(-4)}` });
    const { apiKey, apiSecret } = stage.venue.makeKey({ exchange: "bybit", rights: TRADE_ONLY });
    const told = () =>
      stage.db.owner(`SELECT 1 FROM outbox WHERE type = 'exchange_key.rotated' AND payload->>'keyId' = $1`, [id]);
    expect(await told()).toEqual([]);
    expect(await rotateKey(stage.web, actor, id, { apiKey, apiSecret })).toMatchObject({ ok: true });
    expect(await told()).toHaveLength(1);
    stage.venue.changeKey(given.apiKey, { revoked: true });
    await checkKey(stage.worker, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({
      status: "VALID",
      maskedKey: `••••${apiKey.slice(-4)}`,
    });
    expect(await rotateKey(stage.web, await user(), id, { apiKey, apiSecret })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
  });

  it("shreds what was sealed and takes the key off its follows", async () => {
    const actor = await user();
    const { id } = await stored(actor);
    const untraded = async () => false;
    expect(await revokeKey(stage.web, await user(), id, untraded)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await revokeKey(stage.web, actor, id, async () => true)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await keysOf(stage.web.db, actor.userId)).toHaveLength(1);
    expect(await revokeKey(stage.web, actor, id, untraded)).toMatchObject({ ok: true });
    const [row] = await stage.db.owner<{ n: number }>(
      `SELECT length(sealed) + length("wrappedKey") AS n FROM api_keys WHERE id = $1`,
      [id],
    );
    expect(row?.n).toBe(0);
    expect(await keysOf(stage.web.db, actor.userId)).toEqual([]);
    await checkKey(stage.worker, id);
    expect((await keyUsesOf(stage.web.db, actor.userId)).map(({ purpose }) => purpose)).toEqual(["save"]);
  });
});

describe("a new master key", () => {
  it("rewraps every row in batches, goes on after a stop, and leaves nothing under the old one (C23)", async () => {
    const actor = await user();
    const { id } = await stored(actor);
    const others = [await stored(actor), await stored(actor), await stored(await user())];
    const spoiled = await stored(await user());
    await stage.db.owner(
      `UPDATE api_keys a SET sealed = b.sealed, "wrappedKey" = b."wrappedKey" FROM api_keys b WHERE a.id = $1 AND b.id = $2`,
      [spoiled.id, id],
    );
    const fresh = masterKey(randomBytes(32));
    const during = stage.workerUnder([fresh, stage.master]);
    const stop = new AbortController();
    const first = await rewrapKeys(during, { batch: 2, signal: stop.signal, onBatch: () => stop.abort() });
    // The spoiled row may be one of the two: ids of one millisecond have no order among themselves.
    expect([1, 2]).toContain(first.rewrapped);
    for (const key of [{ id }, ...others]) {
      await checkKey(during, key.id);
    }
    const rest = await rewrapKeys(during, { batch: 2, signal: new AbortController().signal, onBatch() {} });
    // The spoiled row stays behind, is counted, and does not hold up the others.
    expect(rest.left).toBe(1);
    const after = stage.workerUnder([fresh]);
    await checkKey(after, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({ status: "VALID" });
  });
});
