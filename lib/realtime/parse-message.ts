import { looksLikeId } from "@/lib/kernel/ids";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { type Receipts, readSignalCursor, type SeqRange, type SubscribeSignals } from "./protocol.ts";

/** A message that does not fit; its text says which field and what to send. */
export class InvalidMessage extends Error {
  override readonly name = "InvalidMessage";
}

const STRATEGIES_MAX = 500;
const SYMBOLS_MAX = 100;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(message: unknown, known: readonly string[]): Fields {
  if (message === undefined || message === null) return {};
  if (typeof message !== "object" || Array.isArray(message)) throw new InvalidMessage("Send an object.");
  const unknown = Object.keys(message).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InvalidMessage(`${unknown.slice(0, 40)} is not known here; leave it out.`);
  return message as Fields;
}

function strategyIdOf(fields: Fields): string | undefined {
  const { strategyId } = fields;
  if (strategyId === undefined) return undefined;
  if (typeof strategyId !== "string" || !looksLikeId(strategyId))
    throw new InvalidMessage("strategyId must be the id of a strategy.");
  return strategyId;
}

export interface SignalsWish {
  readonly strategyId: string | undefined;
  /** After which seq to begin, by strategy. */
  readonly since: ReadonlyMap<string, number>;
}

export function parseSubscribeSignals(message: unknown): SignalsWish {
  const fields = fieldsOf(message, ["strategyId", "sinceSeq", "since"] satisfies (keyof SubscribeSignals)[]);
  const strategyId = strategyIdOf(fields);
  const since = new Map<string, number>();
  const { sinceSeq, since: cursors } = fields;
  if (sinceSeq !== undefined) {
    if (strategyId === undefined) throw new InvalidMessage("sinceSeq is for one strategy: send its strategyId too.");
    if (typeof sinceSeq !== "number" || !Number.isSafeInteger(sinceSeq) || sinceSeq < 0)
      throw new InvalidMessage("sinceSeq must be a whole number from 0.");
    since.set(strategyId, sinceSeq);
  }
  if (cursors !== undefined) {
    const list: unknown = typeof cursors === "string" ? cursors.split(",") : cursors;
    if (!Array.isArray(list) || list.length > STRATEGIES_MAX)
      throw new InvalidMessage(`since must be a cursor, or a list of at most ${STRATEGIES_MAX}.`);
    for (const cursor of list) {
      const place = typeof cursor === "string" ? readSignalCursor(cursor) : null;
      if (place === null) throw new InvalidMessage("since holds something that is no cursor of an event.");
      since.set(place.strategyId, place.seq);
    }
  }
  return { strategyId, since };
}

export function parseUnsubscribeSignals(message: unknown): string | undefined {
  return strategyIdOf(fieldsOf(message, ["strategyId"]));
}

export function parseEmpty(message: unknown): void {
  fieldsOf(message, []);
}

/** Symbols in ccxt's form, however they were typed. */
export function parseSymbols(message: unknown, need: "some" | "any"): readonly string[] | undefined {
  const { symbols } = fieldsOf(message, ["symbols"]);
  if (symbols === undefined && need === "any") return undefined;
  if (!Array.isArray(symbols) || symbols.length === 0 || symbols.length > SYMBOLS_MAX)
    throw new InvalidMessage(`symbols must be a list of 1 to ${SYMBOLS_MAX} symbols, such as BTC/USDT.`);
  return symbols.map((typed) => {
    const parsed = typeof typed === "string" && typed.length <= 60 ? parseSymbol(typed) : null;
    if (parsed?.ok !== true)
      throw new InvalidMessage("symbols holds something that is no symbol; send ones such as BTC/USDT.");
    return parsed.value.symbol;
  });
}

export function parseToken(message: unknown): string {
  const { token } = fieldsOf(message, ["token"]);
  if (typeof token !== "string" || token.length < 10 || token.length > 4_096)
    throw new InvalidMessage("token must be an access token or API token.");
  return token;
}

const RANGES_MAX = 500;

export function parseReceipts(message: unknown): {
  readonly received: readonly SeqRange[];
  readonly seen: readonly SeqRange[];
} {
  const { received, seen } = fieldsOf(message, ["received", "seen"] satisfies (keyof Receipts)[]);
  return { received: rangesOf("received", received), seen: rangesOf("seen", seen) };
}

function rangesOf(name: string, list: unknown): readonly SeqRange[] {
  if (list === undefined) return [];
  if (!Array.isArray(list) || list.length > RANGES_MAX)
    throw new InvalidMessage(`${name} must be a list of at most ${RANGES_MAX} ranges.`);
  return list.map((range: unknown): SeqRange => {
    const [strategyId, from, to] = Array.isArray(range) && range.length === 3 ? range : [];
    if (typeof strategyId !== "string" || !looksLikeId(strategyId) || !isSeq(from) || !isSeq(to) || from > to)
      throw new InvalidMessage(`${name} holds something that is no range; send [strategyId, first seq, last seq].`);
    return [strategyId, from, to];
  });
}

function isSeq(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 2 ** 31 - 1;
}
