import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ChainEvent, compareWithHead, GENESIS_HASH, hashedText, readKept, verifyChain } from "./chain.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function chain(count: number, body: (seq: number) => object = (seq) => ({ price: String(seq) })): ChainEvent[] {
  const events: ChainEvent[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const event = {
      strategyId: "str_00000001",
      strategyVersion: 1,
      seq,
      type: "OPEN",
      signalId: `sig_${seq}`,
      receivedAt: "2026-01-15T12:00:00.000Z",
      market: { bid: "1", ask: "2", at: "2026-01-15T12:00:00.000Z" },
      body: body(seq) as never,
      prevHash: events.at(-1)?.hash ?? GENESIS_HASH,
    };
    events.push({ ...event, hash: sha256(hashedText(event)) });
  }
  return events;
}

const changed = (events: ChainEvent[], index: number, change: Partial<ChainEvent>): unknown[] =>
  events.map((event, at) => (at === index ? { ...event, ...change } : event));

describe("a chain", () => {
  it("holds when nothing was touched, and an empty one holds", async () => {
    expect(await verifyChain(chain(5), sha256)).toMatchObject({ intact: true, events: 5, last: { seq: 5 } });
    expect(await verifyChain([], sha256)).toMatchObject({ intact: true, events: 0, last: null });
  });
  it("hashes every member but hash and prevHash, in any order of members", async () => {
    const reversed = chain(3).map((event) => Object.fromEntries(Object.entries(event).reverse()));
    expect(await verifyChain(reversed, sha256)).toMatchObject({ intact: true });
    expect(await verifyChain(changed(chain(3), 1, { added: true } as never), sha256)).toMatchObject({
      intact: false,
      seq: 2,
    });
  });
  it.each<[string, (events: ChainEvent[]) => unknown[], number, RegExp]>([
    ["a changed body", (events) => changed(events, 2, { body: { price: "9" } }), 3, /content was changed/],
    ["a changed time", (events) => changed(events, 0, { receivedAt: "2026-01-15T11:00:00.000Z" }), 1, /content/],
    ["a missing event", (events) => events.filter((_, index) => index !== 1), 2, /seq 2 is missing/],
    ["a missing beginning", (events) => events.slice(1), 1, /seq 1 is missing/],
    ["two swapped", ([a, b, ...rest]) => [b, a, ...rest], 1, /missing/],
    ["another strategy's event", (events) => changed(events, 1, { strategyId: "str_00000002" }), 2, /another strategy/],
    ["a hash rewritten alone", (events) => changed(events, 1, { hash: "0".repeat(64) }), 2, /content/],
    ["a line that is no event", (events) => ["{", ...events], 1, /not a signal event/],
  ])("breaks at %s", async (_name, tamper, seq, why) => {
    const verdict = await verifyChain(tamper(chain(5)), sha256);
    expect(verdict).toMatchObject({ intact: false, seq });
    expect(verdict.intact ? "" : verdict.why).toMatch(why);
  });
});

describe("a head kept earlier", () => {
  const kept = chain(3).at(-1) as ChainEvent;
  it("is unchanged in a chain that only grew", () => {
    expect(compareWithHead(chain(5), kept)).toEqual({ unchanged: true });
  });
  it("finds a chain that was rebuilt whole", async () => {
    const rebuilt = chain(5, (seq) => ({ price: seq === 2 ? "99" : String(seq) }));
    expect(await verifyChain(rebuilt, sha256)).toMatchObject({ intact: true });
    expect(compareWithHead(rebuilt, kept)).toMatchObject({ unchanged: false, seq: 3 });
  });
  it("finds one that was cut, and one of another strategy", () => {
    expect(compareWithHead(chain(2), kept)).toMatchObject({ unchanged: false, seq: 3 });
    expect(compareWithHead(chain(3), { ...kept, strategyId: "str_00000009" })).toMatchObject({ unchanged: false });
  });
});

it("reads what people keep: NDJSON, a list, the ledger's answer, a head", () => {
  const events = chain(2);
  const head = { strategyId: "str_00000001", seq: 2, hash: "ab" };
  const lines = events.map((event) => JSON.stringify(event)).join("\n");
  expect(readKept(`${lines}\n`)?.events).toEqual(events);
  expect(readKept(`${lines}\n{"cut`)?.events).toHaveLength(3);
  expect(readKept(JSON.stringify(events))?.events).toEqual(events);
  expect(readKept(JSON.stringify({ strategyId: "x", events, head }))).toEqual({ events, head });
  expect(readKept(JSON.stringify(head))).toEqual({ events: null, head });
  expect(readKept(lines.split("\n")[0] ?? "")?.events).toHaveLength(1);
  expect(readKept("hello")).toBeNull();
});
