import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { requireKnownMasterKey } from "./master-keys.ts";
import { resealTexts, SEALED_TEXTS } from "./reseal-texts.ts";

const db = testDb();
const [first, second, stranger] = [masterKey(randomBytes(32)), masterKey(randomBytes(32)), masterKey(randomBytes(32))];
const NOW = new Date("2026-01-05T10:00:00Z");
const names = async (): Promise<string[]> =>
  (await db.owner<{ id: string }>("SELECT id FROM master_key_names ORDER BY id")).map(({ id }) => id);

describe("the master key at start", () => {
  it("is taken by a fresh database, refused where another sealed it, and changed when the old one is named beside it (C22)", async () => {
    await requireKnownMasterKey(db.urls.owner, [first], NOW);
    await requireKnownMasterKey(db.urls.owner, [first], NOW);
    expect(await names()).toEqual([first.id]);
    await expect(requireKnownMasterKey(db.urls.owner, [stranger], NOW)).rejects.toThrow(
      /CLIENT_MASTER_KEY is not the key/,
    );
    await expect(requireKnownMasterKey(db.urls.owner, [stranger, second], NOW)).rejects.toThrow(
      /CLIENT_MASTER_KEY_PREVIOUS/,
    );
    expect(await names()).toEqual([first.id]);
    await requireKnownMasterKey(db.urls.owner, [second, first], NOW);
    expect(await names()).toEqual([first.id, second.id].sort());
  });
});

describe("sealed texts under a new master key", () => {
  const old = createSeal(first.bytes);
  const both = createSeal(second.bytes, first.bytes);
  const sealedByNewest = createSeal(second.bytes);

  it("are sealed anew, once, and one that opens under no key is left and counted", async () => {
    const ctx = createTestCtx(db.worker);
    const users = await Promise.all([1, 2, 3].map((n) => makeActor(ctx, "SUBSCRIBER", `Reseal${n}`)));
    const [mine, his, broken] = users.map(({ userId }) => userId);
    if (mine === undefined || his === undefined || broken === undefined) throw new Error("three users");
    const set = (id: string, text: string) => db.owner(`UPDATE users SET "totpSecret" = $2 WHERE id = $1`, [id, text]);
    await set(mine, old.seal("MINE", mine));
    await set(his, old.seal("HIS", his));
    await set(broken, old.seal("MOVED", mine));

    const reseal = () =>
      resealTexts({ ...ctx, seal: both, sealedByNewest }, { batch: 2, signal: new AbortController().signal });
    expect(await reseal()).toEqual({ resealed: 2, left: 1 });
    expect(await reseal()).toEqual({ resealed: 0, left: 1 });
    const rows = await db.owner<{ id: string; text: string }>(
      `SELECT id, "totpSecret" AS text FROM users WHERE id = ANY($1)`,
      [[mine, his]],
    );
    expect(rows.map(({ id, text }) => sealedByNewest.open(text, id)).sort()).toEqual(["HIS", "MINE"]);
  });

  it("names every column that a sealed text is kept in", async () => {
    for (const { table, column, boundTo } of SEALED_TEXTS) {
      expect(await db.owner(`SELECT "${column}", "${boundTo}" FROM "${table}" LIMIT 0`)).toEqual([]);
    }
  });
});
