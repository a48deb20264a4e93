import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLedgerSigner } from "@/lib/integrations/ledger-signer/create-ledger-signer";
import { type ChainEvent, GENESIS_HASH, hashedText, headText } from "@/lib/kernel/chain";

const dir = mkdtempSync(join(tmpdir(), "heliograph-ledger-"));
afterAll(() => rmSync(dir, { recursive: true }));
const signer = createLedgerSigner("a secret for this test");

function chain(price: string): ChainEvent[] {
  const events: ChainEvent[] = [];
  for (let seq = 1; seq <= 3; seq += 1) {
    const event = {
      strategyId: "str_00000001",
      strategyVersion: 1,
      seq,
      type: "OPEN",
      signalId: `sig_0000000${seq}`,
      receivedAt: "2026-01-15T12:00:00.000Z",
      market: { bid: "1", ask: "2", at: "2026-01-15T12:00:00.000Z" },
      body: { price },
      prevHash: events.at(-1)?.hash ?? GENESIS_HASH,
    };
    events.push({ ...event, hash: createHash("sha256").update(hashedText(event)).digest("hex") });
  }
  return events;
}

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const ndjson = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

function ledger(...args: string[]) {
  const run = spawnSync(process.execPath, ["--import", "tsx", "scripts/ledger.ts", "verify", ...args], {
    encoding: "utf8",
    env: { NODE_ENV: "test", PATH: process.env.PATH },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const good = chain("65000");
const last = good[2];
const unsigned = { strategyId: "str_00000001", seq: 3, hash: last?.hash ?? "", at: "2026-01-15T13:00:00.000Z" };
const head = { ...unsigned, signature: signer.sign(headText(unsigned)) };

describe("npm run ledger -- verify FILE, with neither settings nor database", { timeout: 60_000 }, () => {
  it("says that a chain holds and is unchanged since a signed head", () => {
    const run = ledger(
      file("good.ndjson", ndjson(good)),
      "--head",
      file("head.json", JSON.stringify(head)),
      "--key",
      file("key.json", JSON.stringify({ keys: [{ x: signer.publicKey }] })),
    );
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toContain("3 events");
    expect(run.out).toContain("unchanged since that head");
    expect(run.out).toContain("signature: valid");
  });
  it("names the seq that was changed", () => {
    const changed = good.map((event, index) => (index === 1 ? { ...event, body: { price: "64000" } } : event));
    const run = ledger(file("changed.ndjson", ndjson(changed)), "--json");
    expect(run.code).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({ intact: false, break: { seq: 2 } });
  });
  it("finds a chain that was rebuilt whole by a head, or an older download, kept earlier", () => {
    const rebuilt = file("rebuilt.json", JSON.stringify({ strategyId: "str_00000001", events: chain("64000") }));
    expect(ledger(rebuilt).code).toBe(0);
    for (const kept of [file("kept.json", JSON.stringify(head)), file("older.ndjson", ndjson(good.slice(0, 2)))]) {
      const run = ledger(rebuilt, "--head", kept);
      expect(run.code).toBe(1);
      expect(run.out).toMatch(/BROKEN at seq [23]: the hash differs from the head kept earlier/);
    }
  });
  it("answers 2 when it was called wrongly", () => {
    for (const args of [
      ["/nowhere.json"],
      [file("no.txt", "hello")],
      [file("x.ndjson", ndjson(good)), "--strategy", "str_1"],
      [
        file("y.ndjson", ndjson(good)),
        "--key",
        file("y-key.json", JSON.stringify({ keys: [{ x: signer.publicKey }] })),
      ],
    ]) {
      const run = ledger(...args);
      expect(run.code).toBe(2);
      expect(run.err).not.toBe("");
    }
  });
});
