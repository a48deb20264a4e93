import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it, vi } from "vitest";
import { verifyChain } from "@/lib/kernel/chain";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publicationInput } from "@/lib/testing/publication";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { sha256Hex } from "./chain.ts";
import { publishSignal } from "./publish-signal.ts";
import { chainEventOf } from "./repository.ts";

const db = testDb();

/** Lets a process publish until `answers` were told, and kills it in the middle of the next ones. @returns what it was answered */
async function publishAndKill(arg: { userId: string; strategyId: string; prefix: string; answers: number }) {
  const told: { key: string; seq: number; id: string }[] = [];
  const name = `crash-${arg.prefix}`;
  const args = ["--import", "tsx", "lib/testing/publishing-process.ts", db.urls.web, name];
  const child = spawn("node", [...args, arg.userId, arg.strategyId, arg.prefix], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [key = "", seq, id = ""] = line.split(" ");
    told.push({ key, seq: Number(seq), id });
    if (told.length === arg.answers) child.kill("SIGKILL");
  });
  expect(await gone).toEqual([null, "SIGKILL"]);
  // Statements that were under way end by themselves: with their commit, or with nothing.
  await vi.waitFor(
    async () =>
      expect(await db.owner(`SELECT pid FROM pg_stat_activity WHERE application_name = $1`, [name])).toHaveLength(0),
    10_000,
  );
  return told;
}

it("kill -9 under load: what was answered stands, the rest is whole or absent, and a repeat of all adds what is missing", async () => {
  const ctx = createTestCtx(db.web);
  quoteBtc(ctx, "65000", "65000.5");
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  const chain = async () => {
    const rows = await db.web.signalEvent.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
    return rows.map(chainEventOf);
  };
  let asked = 0;
  for (const [prefix, answers] of [
    ["a", 40],
    ["b", 333],
    ["c", 1_000],
  ] as const) {
    const told = await publishAndKill({ userId: provider.userId, strategyId, prefix, answers });
    const events = await chain();
    expect(await verifyChain(events, sha256Hex)).toMatchObject({ intact: true, events: events.length });
    const places = new Map(events.map(({ signalId, seq }) => [signalId, seq]));
    expect(told.filter(({ id, seq }) => places.get(id) !== seq)).toEqual([]);
    // Each event with its signal, its word to the outbox and its kept answer, or none of them.
    const signals = await db.web.signal.findMany({ where: { strategyId }, select: { id: true, note: true } });
    expect(signals.map(({ id }) => id).sort()).toEqual([...places.keys()].sort());
    const [outbox] = await db.owner<{ n: string; seqs: string }>(
      `SELECT count(*) AS n, count(DISTINCT payload->>'seq') AS seqs FROM outbox WHERE payload->>'strategyId' = $1`,
      [strategyId],
    );
    expect(outbox).toEqual({ n: String(events.length), seqs: String(events.length) });
    expect(await db.web.idempotencyKey.count({ where: { scope: `user:${provider.userId}` } })).toBe(events.length);
    expect(await db.web.strategy.findUnique({ where: { id: strategyId } })).toMatchObject({
      signalCount: events.length,
    });

    // The provider's program asks again for all that it may have asked for.
    const before = new Map(signals.map(({ id, note }) => [note ?? "", id]));
    const keys = Array.from({ length: told.length + 16 }, (_, n) => `${prefix}-${n + 1}`);
    asked += keys.length;
    const again = await Promise.all(
      keys.map((key) => publishSignal(ctx, provider, publicationInput(strategyId, { note: key }), key)),
    );
    const answered = again.map((result) => (result.ok ? [result.value.value.id, result.value.repeated] : []));
    const ids = new Map((await db.web.signal.findMany({ where: { strategyId } })).map(({ note, id }) => [note, id]));
    expect(answered).toEqual(keys.map((key) => [ids.get(key), before.has(key)]));
  }
  const all = await chain();
  expect(all).toHaveLength(asked);
  expect(await verifyChain(all, sha256Hex)).toMatchObject({ intact: true });
}, 120_000);
