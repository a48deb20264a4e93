import { canonicalJson, type Json } from "./canonical-json.ts";

/** What the first event of a chain names as its predecessor. */
export const GENESIS_HASH = "0".repeat(64);

/** An event of a strategy's chain as the ledger gives it out. Every member but `hash` and `prevHash` is hashed. */
export interface ChainEvent {
  readonly strategyId: string;
  readonly strategyVersion: number;
  readonly seq: number;
  readonly type: string;
  readonly signalId: string;
  /** ISO, UTC, milliseconds: when the server received or decided it. */
  readonly receivedAt: string;
  readonly market: Json;
  readonly body: Json;
  readonly prevHash: string;
  readonly hash: string;
}

/** A place in a chain that someone wrote down. With `signature` it is also the server's word. */
export interface ChainHead {
  readonly strategyId: string;
  readonly seq: number;
  readonly hash: string;
}

export interface SignedHead extends ChainHead {
  readonly at: string;
  /** Ed25519 over `headText`, base64url. */
  readonly signature: string;
}

export type Sha256Hex = (text: string) => string | Promise<string>;

/** Why a chain does not hold, and where. `seq` is the first event that does not fit. */
export interface ChainBreak {
  readonly seq: number;
  readonly why: string;
}

export type ChainVerdict =
  | {
      readonly intact: true;
      readonly strategyId: string | null;
      readonly events: number;
      readonly last: ChainHead | null;
    }
  | ({ readonly intact: false } & ChainBreak);

/** The text whose hash an event carries: `prevHash` and the canonical JSON of all other members but `hash`. */
export function hashedText(event: Omit<ChainEvent, "hash">): string {
  const { prevHash, hash: _own, ...rest } = event as ChainEvent;
  return prevHash + canonicalJson(rest);
}

/** The text that the server signs for a head. */
export function headText({ strategyId, seq, hash, at }: Omit<SignedHead, "signature">): string {
  return canonicalJson({ strategyId, seq, hash, at });
}

/** Checks a whole chain from its first event: one strategy, seq 1, 2, 3 …, each event naming the one before, each hash computed anew. */
export async function verifyChain(
  events: Iterable<unknown> | AsyncIterable<unknown>,
  sha256Hex: Sha256Hex,
): Promise<ChainVerdict> {
  let last: ChainHead | null = null;
  let count = 0;
  for await (const value of events) {
    const expected: number = (last?.seq ?? 0) + 1;
    const broken = (why: string): ChainVerdict => ({ intact: false, seq: expected, why });
    if (!isChainEvent(value)) return broken("this is not a signal event: a member is missing or has another type");
    if (last !== null && value.strategyId !== last.strategyId)
      return broken(`it belongs to another strategy, ${value.strategyId}`);
    if (value.seq !== expected) return broken(`seq ${expected} is missing; the next event found is ${value.seq}`);
    if (value.prevHash !== (last?.hash ?? GENESIS_HASH))
      return broken("its prevHash is not the hash of the event before");
    let computed: string;
    try {
      computed = await sha256Hex(hashedText(value));
    } catch {
      return broken("it holds a value that has no canonical JSON");
    }
    if (computed !== value.hash)
      return broken("its content was changed: the hash computed from it is not the one it carries");
    last = { strategyId: value.strategyId, seq: value.seq, hash: value.hash };
    count += 1;
  }
  return { intact: true, strategyId: last?.strategyId ?? null, events: count, last };
}

export type HeadVerdict = { readonly unchanged: true } | ({ readonly unchanged: false } & ChainBreak);

/** Compares a chain that holds in itself with a head kept earlier: this finds a chain that was rebuilt whole. */
export function compareWithHead(events: readonly ChainHead[], head: ChainHead): HeadVerdict {
  const last = events.at(-1);
  if (last !== undefined && last.strategyId !== head.strategyId)
    return { unchanged: false, seq: head.seq, why: `the head belongs to another strategy, ${head.strategyId}` };
  if (head.seq === 0) return { unchanged: true };
  const there = events.find((event) => event.seq === head.seq);
  if (there === undefined)
    return {
      unchanged: false,
      seq: (last?.seq ?? 0) + 1,
      why: `events are missing: the head stands at seq ${head.seq}, the chain ends at ${last?.seq ?? 0}`,
    };
  return there.hash === head.hash
    ? { unchanged: true }
    : {
        unchanged: false,
        seq: head.seq,
        why: "the hash differs from the head kept earlier: this is not the record of that head",
      };
}

export function isChainEvent(value: unknown): value is ChainEvent {
  if (!isObject(value)) return false;
  const texts = ["strategyId", "type", "signalId", "receivedAt", "prevHash", "hash"];
  const numbers = ["strategyVersion", "seq"];
  return (
    texts.every((name) => typeof value[name] === "string") &&
    numbers.every((name) => Number.isSafeInteger(value[name])) &&
    "market" in value &&
    "body" in value
  );
}

function isChainHead(value: unknown): value is ChainHead {
  return (
    isObject(value) &&
    typeof value.strategyId === "string" &&
    Number.isSafeInteger(value.seq) &&
    typeof value.hash === "string"
  );
}

export function isSignedHead(value: unknown): value is SignedHead {
  return isChainHead(value) && isObject(value) && typeof value.at === "string" && typeof value.signature === "string";
}

/**
 * Reads what someone kept: a chain (NDJSON, a JSON list, or the ledger's `{events}`), a head, or the ledger's answer with its head. Null:
 * none of these. A line that does not parse is kept as text, so that the check names its place instead of leaving it out.
 */
export function readKept(
  text: string,
): { readonly events: readonly unknown[] | null; readonly head: ChainHead | null } | null {
  const whole = parse(text);
  if (Array.isArray(whole)) return { events: whole, head: null };
  if (isObject(whole)) {
    const head = isChainHead(whole.head) ? whole.head : null;
    if (Array.isArray(whole.events)) return { events: whole.events, head };
    if (isChainEvent(whole)) return { events: [whole], head: null };
    if (head !== null) return { events: null, head };
    return isChainHead(whole) ? { events: null, head: whole } : null;
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return { events: [], head: null };
  const events = lines.map((line) => parse(line) ?? line);
  return events.some(isChainEvent) ? { events, head: null } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
