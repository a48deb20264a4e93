import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/kernel/time";
import { checkKey } from "./check-key.ts";
import { checkKeysDaily } from "./check-keys-daily.ts";
import { doubtKey } from "./doubt-key.ts";
import { keyStage, TRADE_ONLY } from "./exchange-keys.fixture.ts";
import { keyOf, keyUsesOf } from "./queries.ts";
import { requestCheck } from "./request-check.ts";

const stage = keyStage();
const { user, stored } = stage;

describe("checking", () => {
  it("finds within a day that a key may withdraw by now, was revoked, or works again (C18)", async () => {
    const actor = await user();
    const { id, given } = await stored(actor);
    stage.venue.changeKey(given.apiKey, { rights: { ...TRADE_ONLY, withdraw: true } });
    await checkKeysDaily(stage.worker, new AbortController().signal);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({ status: "VALID" });
    stage.web.clock.advance(22 * HOUR_MS + 1);
    await checkKeysDaily(stage.worker, new AbortController().signal);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({
      status: "INVALID",
      fault: expect.stringContaining("can withdraw"),
    });

    stage.venue.changeKey(given.apiKey, { rights: TRADE_ONLY });
    await checkKey(stage.worker, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({
      status: "VALID",
      fault: null,
      validatedAt: new Date(stage.web.clock.now()),
    });
    stage.venue.changeKey(given.apiKey, { revoked: true });
    await checkKey(stage.worker, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({ status: "INVALID" });
    const told = await stage.db.owner<{ payload: { status: string } }>(
      `SELECT payload FROM outbox WHERE type = 'exchange_key.changed' AND payload->>'keyId' = $1 ORDER BY id`,
      [id],
    );
    expect(told.map(({ payload }) => payload.status)).toEqual(["INVALID", "VALID", "INVALID"]);
    expect((await keyUsesOf(stage.web.db, actor.userId)).map(({ purpose }) => purpose)).toEqual([
      "validate",
      "validate",
      "validate",
      "save",
    ]);
  });

  it("leaves a key as it was when the exchange does not answer", async () => {
    const actor = await user();
    const { id } = await stored(actor);
    const before = await keyOf(stage.web.db, actor.userId, id);
    stage.silence();
    stage.web.clock.advance(1_000);
    await checkKey(stage.worker, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toEqual(before);
    expect((await keyUsesOf(stage.web.db, actor.userId))[0]).toMatchObject({ outcome: "the exchange did not answer" });
  });

  it("freezes a key whose sealed text was moved from another user's row or changed (C20)", async () => {
    const [mine, his] = [await user(), await user()];
    const [a, b] = [await stored(mine), await stored(his)];
    await stage.db.owner(
      `UPDATE api_keys a SET sealed = b.sealed, "wrappedKey" = b."wrappedKey" FROM api_keys b WHERE a.id = $1 AND b.id = $2`,
      [a.id, b.id],
    );
    await checkKey(stage.worker, a.id);
    expect(await keyOf(stage.web.db, mine.userId, a.id)).toMatchObject({
      status: "INVALID",
      fault: expect.stringContaining("no longer be opened"),
    });
    await checkKey(stage.worker, b.id);
    expect(await keyOf(stage.web.db, his.userId, b.id)).toMatchObject({ status: "VALID" });
  });

  it("is asked for once an exchange refuses the key while it trades, and takes it out of use (C18)", async () => {
    const actor = await user();
    const { id, given } = await stored(actor);
    const asked = () =>
      stage.db.owner(`SELECT 1 FROM outbox WHERE type = 'exchange_key.check_requested' AND payload->>'keyId' = $1`, [
        id,
      ]);
    stage.venue.changeKey(given.apiKey, { revoked: true });
    stage.web.clock.advance(30_000);
    await doubtKey(stage.worker, id);
    expect(await asked()).toEqual([]); // it was checked half a minute ago
    stage.web.clock.advance(1);
    await doubtKey(stage.worker, id);
    expect(await asked()).toHaveLength(1);
    await checkKey(stage.worker, id);
    expect(await keyOf(stage.web.db, actor.userId, id)).toMatchObject({ status: "INVALID" });
    stage.web.clock.advance(60_000);
    await doubtKey(stage.worker, id);
    expect(await asked()).toHaveLength(1);
  });

  it("is asked for by the owner alone, not twice within ten seconds", async () => {
    const [mine, his] = [await user(), await user()];
    const { id } = await stored(mine);
    expect(await requestCheck(stage.web, mine, id)).toMatchObject({ ok: false, reason: "conflict" });
    stage.web.clock.advance(11_000);
    expect(await requestCheck(stage.web, his, id)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await requestCheck(stage.web, mine, id)).toMatchObject({ ok: true });
  });
});
