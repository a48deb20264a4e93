import { plain } from "@/lib/kernel/decimal";
import { TARGETS_MAX } from "@/lib/trading/signals/plan";
import { PLAIN_NUMBER } from "./fields.ts";
import { type FlatSignal, fromFlat, isFlat } from "./flat-signal.ts";
import type { PublishSignalInput, SentSignal } from "./input.ts";

/**
 * The common signal without its schema, which is a good part of the web process' work on it: every field is checked here as there, and whatever is rarer than what
 * programs send day by day, or wrong, is left to `sentSignalInput`. So all words of refusals are the schema's, and what is read here is to the
 * byte what it would have read (read-signal.test.ts).
 * @returns null: ask the schema
 */
export function readSignal(value: unknown): SentSignal | null {
  const fields = recordOf(value);
  if (fields === null) return null;
  try {
    return isFlat(fields)
      ? { form: "flat", signal: fromFlat(readFlat(fields)) }
      : { form: "full", signal: readFull(fields) };
  } catch (error) {
    if (error === ASK) return null;
    throw error;
  }
}

/** Thrown by the readers below; made once, since its stack is of no use. */
const ASK = new Error("ask the schema");

type Fields = Readonly<Record<string, unknown>>;

const COMMON = "strategyId exchange market side stopLoss leverage timeframe indicators note dedupeKey";
const FLAT = namesOf(`${COMMON} type pair entryPrice takeProfit riskRewardRatio`);
const FULL = namesOf(`${COMMON} symbol entry targets maxAgeSec maxSlippageBps`);
const TARGET = namesOf("price fraction");
const ENTRIES: Readonly<Record<string, ReadonlySet<string>>> = {
  market: namesOf("type reference"),
  limit: namesOf("type low high"),
  trigger: namesOf("type price"),
};

function readFlat(fields: Fields): FlatSignal {
  allOf(fields, FLAT);
  return {
    strategyId: matching(fields.strategyId, ID),
    type: fields.type === undefined ? "ENTRY" : one(fields.type, "ENTRY"),
    pair: matching(fields.pair, SYMBOL),
    ...optional("exchange", fields.exchange, (given) => matching(given, EXCHANGE)),
    market: fields.market === undefined ? "spot" : one(fields.market, "spot", "swap"),
    side: one(fields.side, "BUY", "SELL"),
    ...optional("entryPrice", fields.entryPrice, decimal),
    stopLoss: decimal(fields.stopLoss),
    takeProfit: Array.isArray(fields.takeProfit) ? some(fields.takeProfit).map(decimal) : decimal(fields.takeProfit),
    leverage: fields.leverage === undefined ? "1" : decimal(fields.leverage),
    ...optional("riskRewardRatio", fields.riskRewardRatio, decimal),
    ...common(fields),
  };
}

function readFull(fields: Fields): PublishSignalInput {
  allOf(fields, FULL);
  return {
    strategyId: matching(fields.strategyId, ID),
    symbol: matching(fields.symbol, SYMBOL),
    ...optional("exchange", fields.exchange, (given) => matching(given, EXCHANGE)),
    market: fields.market === undefined ? "spot" : one(fields.market, "spot", "swap"),
    side: one(fields.side, "LONG", "SHORT"),
    entry: entry(fields.entry),
    stopLoss: decimal(fields.stopLoss),
    targets: some(fields.targets).map(target),
    leverage: fields.leverage === undefined ? "1" : decimal(fields.leverage),
    ...optional("maxAgeSec", fields.maxAgeSec, (given) => whole(given, 1, 86_400)),
    ...optional("maxSlippageBps", fields.maxSlippageBps, (given) => whole(given, 0, 1_000)),
    ...common(fields),
  };
}

/** What both forms end with. */
function common(fields: Fields): Pick<FlatSignal, "timeframe" | "indicators" | "note" | "dedupeKey"> {
  return {
    ...optional("timeframe", fields.timeframe, (given) => one(given, "1m", "5m", "15m", "1h", "4h", "1d")),
    ...optional("indicators", fields.indicators, indicators),
    ...optional("note", fields.note, (given) => text(given, 0, 2_000)),
    ...optional("dedupeKey", fields.dedupeKey, (given) => text(given, 1, 200)),
  };
}

function entry(value: unknown): PublishSignalInput["entry"] {
  const fields = recordOf(value) ?? ask();
  const type = one(fields.type, "market", "limit", "trigger");
  allOf(fields, ENTRIES[type] ?? ask());
  if (type === "limit") return { type, low: decimal(fields.low), high: decimal(fields.high) };
  if (type === "trigger") return { type, price: decimal(fields.price) };
  return { type, ...optional("reference", fields.reference, decimal) };
}

function target(value: unknown): PublishSignalInput["targets"][number] {
  const fields = recordOf(value) ?? ask();
  allOf(fields, TARGET);
  return { price: decimal(fields.price), fraction: decimal(fields.fraction) };
}

function indicators(value: unknown): NonNullable<FlatSignal["indicators"]> {
  const entries = Object.entries(recordOf(value) ?? ask());
  if (entries.length > 50) ask();
  return Object.fromEntries(entries.map(([name, each]) => [indicatorName(name), indicator(each)]));
}

function indicatorName(name: string): string {
  return name === "__proto__" ? ask() : text(name, 0, 64);
}

function indicator(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : text(value, 0, 500);
}

const ID = /^[a-z]{2,5}_[0-9a-z]{8,40}$/;
const SYMBOL = /^[A-Za-z0-9/:._-]{3,40}$/;
const EXCHANGE = /^[a-z0-9]{2,20}$/;
const ASCII = /^[\x20-\x7e\t\n\r]*$/;
/** As `plain` writes it. */
const CANONICAL = /^(?:0|[1-9]\d{0,17})(?:\.\d{0,17}[1-9])?$/;

function decimal(value: unknown): string {
  if (typeof value === "string") return CANONICAL.test(value) ? value : PLAIN_NUMBER.test(value) ? plain(value) : ask();
  if (typeof value !== "number" || !Number.isFinite(value)) return ask();
  const written = String(value);
  return CANONICAL.test(written) ? written : ask();
}

function whole(value: unknown, min: number, max: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max ? value : ask();
}

function text(value: unknown, min: number, max: number): string {
  return typeof value === "string" && value.length >= min && value.length <= max && ASCII.test(value) ? value : ask();
}

function matching(value: unknown, pattern: RegExp): string {
  return typeof value === "string" && pattern.test(value) ? value : ask();
}

function one<const T extends string>(value: unknown, ...allowed: readonly T[]): T {
  return allowed.find((each) => each === value) ?? ask();
}

function some(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= TARGETS_MAX ? value : ask();
}

function optional<const N extends string, T>(
  name: N,
  value: unknown,
  read: (value: unknown) => T,
): { readonly [K in N]?: T } {
  return (value === undefined ? {} : { [name]: read(value) }) as { readonly [K in N]?: T };
}

function allOf(fields: Fields, known: ReadonlySet<string>): void {
  for (const name of Object.keys(fields)) if (!known.has(name) || fields[name] === undefined) ask();
}

function recordOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function namesOf(names: string): ReadonlySet<string> {
  return new Set(names.split(" "));
}

function ask(): never {
  throw ASK;
}
