import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";
import type { Json } from "@/lib/kernel/canonical-json";
import { plain } from "@/lib/kernel/decimal";
import { TARGETS_MAX } from "@/lib/trading/signals/plan";

const PLAIN_NUMBER = /^\d{1,18}(\.\d{1,18})?$/;

/**
 * A price, fraction or percentage: a number or a text in plain notation, made canonical (no trailing zeros). No sign, no exponent, no NaN: a
 * text that two programs could read differently never reaches the chain.
 */
function decimal(name: string) {
  return z
    .union([z.string().max(60), z.number()], { error: `${name} must be a number, as 65000.5 or "65000.5".` })
    .transform((value, context) => {
      const text = typeof value === "string" ? value.trim() : Number.isFinite(value) && value >= 0 ? plain(value) : "";
      if (PLAIN_NUMBER.test(text)) return plain(text);
      context.addIssue({
        code: "custom",
        message: `${name} must be a plain number of at most 18 digits before and 18 after the point, like 65000.5.`,
      });
      return z.NEVER;
    })
    .meta({ description: 'Decimal string or number, e.g. "65000.5"' });
}

/** A small whole number; a form sends it as text. */
function whole(name: string, min: number, max: number) {
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      { error: `${name} must be a whole number.` },
    )
    .pipe(
      z
        .int(`${name} must be a whole number.`)
        .min(min, `${name} must be at least ${min}.`)
        .max(max, `${name} must be at most ${max.toLocaleString("en")}.`),
    );
}

/** Postgres holds no NUL, JSON no lone surrogate, and a note needs no other control characters than line ends and tabs. */
function text(name: string, max: number) {
  return z
    .string({ error: `${name} must be a text.` })
    .max(max, `${name} may have at most ${max.toLocaleString("en")} characters.`)
    .refine((value) => isPrintable(value), `${name} holds a character that cannot be shown.`);
}

function isPrintable(value: string): boolean {
  if (!value.isWellFormed()) return false;
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return false;
  }
  return true;
}

const id = (name: string) =>
  z.string({ error: `${name} is missing.` }).regex(/^[a-z]{2,5}_[0-9a-z]{8,40}$/, `${name} is not an id.`);

const symbol = z.string({ error: "Symbol is missing; write it like BTC/USDT." }).trim().min(3).max(40);

const exchange = z
  .string({ error: "Exchange must be a text like binance." })
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{2,20}$/, "Exchange must be a name like binance.");

const entry = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("market"), reference: decimal("Reference price").optional() }),
    z.strictObject({ type: z.literal("limit"), low: decimal("Lower end"), high: decimal("Upper end") }),
    z.strictObject({ type: z.literal("trigger"), price: decimal("Trigger price") }),
  ],
  { error: 'Entry must be {type: "market"}, {type: "limit", low, high} or {type: "trigger", price}.' },
);

const targets = z
  .array(z.strictObject({ price: decimal("Target price"), fraction: decimal("Fraction") }), {
    error: "Targets must be a list of {price, fraction}.",
  })
  .min(1, "Add at least one target.")
  .max(TARGETS_MAX, `Give at most ${TARGETS_MAX} targets.`);

const trailing = z.strictObject(
  { armPct: decimal("Arming gain"), distancePct: decimal("Trailing distance") },
  { error: "Trailing must be {armPct, distancePct}." },
);

/** `true` is the common rule: to the entry once the first target is hit. */
const breakEven = z.union(
  [
    z.literal(true).transform(() => ({ afterTarget: 1 })),
    z.strictObject({ afterTarget: whole("After target", 1, TARGETS_MAX) }),
    z.strictObject({ triggerPct: decimal("Break-even gain") }),
  ],
  { error: "Break-even must be {afterTarget} or {triggerPct}." },
);

const expiresAt = z.iso
  .datetime({ offset: true, error: "Expiry must be a time like 2026-01-31T14:00:00Z." })
  .transform((value) => new Date(value).toISOString());

const indicators = z
  .record(text("An indicator's name", 64), z.union([text("An indicator", 500), z.number(), z.boolean(), z.null()]), {
    error: "Indicators must be an object of texts, numbers and switches.",
  })
  .refine((value) => Object.keys(value).length <= 50, "Give at most 50 indicators.");

const timeframe = z.enum(["1m", "5m", "15m", "1h", "4h", "1d"], {
  error: "Timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d.",
});

const key = text("Idempotency key", 200).min(1, "Idempotency key is empty.");

/** The full form of SPEC 8. */
export const fullSignalInput = z.strictObject(
  {
    strategyId: id("Strategy"),
    symbol,
    exchange: exchange.optional(),
    market: z.enum(["spot", "swap"], { error: "Market must be spot or swap." }).default("spot"),
    side: z.enum(["LONG", "SHORT"], { error: "Side must be LONG or SHORT." }),
    entry,
    stopLoss: decimal("Stop"),
    targets,
    leverage: decimal("Leverage").default("1"),
    trailing: trailing.optional(),
    breakEven: breakEven.optional(),
    expiresAt: expiresAt.optional(),
    maxAgeSec: whole("Max age", 1, 86_400).optional(),
    maxSlippageBps: whole("Max slippage", 0, 1_000).optional(),
    timeframe: timeframe.optional(),
    indicators: indicators.optional(),
    note: text("Note", 2_000).optional(),
    dedupeKey: key.optional(),
  },
  { error: "Send a signal as a JSON object." },
);

export type PublishSignalInput = z.output<typeof fullSignalInput>;

/** The older flat form: a market entry, `entryPrice` being the reference for check and slippage. `riskRewardRatio` follows from the prices and is not stored. */
export const flatSignalInput = z.strictObject({
  strategyId: id("Strategy"),
  type: z.literal("ENTRY", { error: 'Type must be "ENTRY".' }).default("ENTRY"),
  pair: symbol,
  exchange: exchange.optional(),
  market: z.enum(["spot", "swap"], { error: "Market must be spot or swap." }).default("spot"),
  side: z.enum(["BUY", "SELL"], { error: "Side must be BUY or SELL." }),
  entryPrice: decimal("Entry price").optional(),
  stopLoss: decimal("Stop"),
  takeProfit: z.union([decimal("Take profit"), z.array(decimal("Take profit")).min(1).max(TARGETS_MAX)]),
  leverage: decimal("Leverage").default("1"),
  riskRewardRatio: decimal("Risk to reward").optional(),
  timeframe: timeframe.optional(),
  indicators: indicators.optional(),
  note: text("Note", 2_000).optional(),
  dedupeKey: key.optional(),
});

type FlatSignal = z.output<typeof flatSignalInput>;

function fromFlat(flat: FlatSignal): PublishSignalInput {
  const { type: _type, pair, side, entryPrice, takeProfit, riskRewardRatio: _claim, ...same } = flat;
  const prices = Array.isArray(takeProfit) ? takeProfit : [takeProfit];
  return {
    ...same,
    symbol: pair,
    side: side === "BUY" ? "LONG" : "SHORT",
    entry: entryPrice === undefined ? { type: "market" } : { type: "market", reference: entryPrice },
    targets: shares(prices.length).map((fraction, index) => ({ price: prices[index] ?? "0", fraction })),
  };
}

/** `count` equal parts of 18 decimals that sum to 1 exactly: the last one takes the remainder. */
export function shares(count: number): string[] {
  const unit = 10n ** 18n;
  const part = unit / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const units = index === count - 1 ? unit - part * BigInt(count - 1) : part;
    return plain(`${units}e-18`);
  });
}

const FLAT_FIELDS = ["type", "pair", "entryPrice", "takeProfit", "riskRewardRatio"];

/** Either form. Which one is meant shows in its fields, so that each fault names a field of the form that was sent. */
export const publishSignalInput = z.unknown().transform((value, context): PublishSignalInput => {
  const flat = typeof value === "object" && value !== null && FLAT_FIELDS.some((name) => Object.hasOwn(value, name));
  const read = flat ? flatSignalInput.safeParse(value) : fullSignalInput.safeParse(value);
  if (read.success) return flat ? fromFlat(read.data as FlatSignal) : (read.data as PublishSignalInput);
  for (const issue of read.error.issues) {
    const path = [...issue.path];
    if (issue.code === "unrecognized_keys")
      for (const name of issue.keys)
        context.addIssue({
          code: "custom",
          path: [...path, name],
          message: "This field is not known here; leave it out.",
        });
    else context.addIssue({ code: "custom", path, message: issue.message });
  }
  return z.NEVER;
});

export const amendSignalInput = z
  .strictObject({
    entry: entry.optional(),
    stopLoss: decimal("Stop").optional(),
    targets: targets.optional(),
    trailing: trailing.nullable().optional(),
    breakEven: breakEven.nullable().optional(),
    expiresAt: expiresAt.nullable().optional(),
    note: text("Note", 2_000).optional(),
  })
  .refine((value) => Object.values(value).some((part) => part !== undefined), {
    error: "Give at least one field to amend.",
  });

export type AmendSignalInput = z.output<typeof amendSignalInput>;

/** `fraction` of what is still open; all of it unless told. */
export const closeSignalInput = z.strictObject({ fraction: decimal("Fraction").default("1") });

export type CloseSignalInput = z.output<typeof closeSignalInput>;

export const listSignalsQuery = z.strictObject({
  strategyId: id("Strategy").optional(),
  state: z.enum(["PENDING", "OPEN", "CLOSED", "CANCELLED", "EXPIRED"]).optional(),
  symbol: symbol.optional(),
  cursor,
  limit,
});

export type ListSignalsQuery = z.output<typeof listSignalsQuery>;

export const streamQuery = z.strictObject({
  since: z.string().max(20_000).optional(),
  /** Seconds to stay and tell what comes. */
  wait: whole("Wait", 0, 300).optional(),
});

export const ledgerQuery = z.strictObject({
  /** The seq after which to go on. */
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, "This is no cursor of a ledger; leave it out to begin at the start.")
    .optional(),
  limit: whole("Limit", 1, 1_000).optional(),
});

/** The key of the Idempotency-Key header. @returns null without one, undefined when it is no key */
export function readIdempotencyKey(header: string | null): string | null | undefined {
  if (header === null) return null;
  const read = key.safeParse(header.trim());
  return read.success ? read.data : undefined;
}

export type IndicatorValues = Readonly<Record<string, Json>>;

/** A form sends every field, the empty ones too, and shares in percent. */
type FormFields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is FormFields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Without empty texts, whatever is inside. */
function filled(value: unknown): unknown {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (Array.isArray(value)) return value.map(filled);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const kept = filled(one);
    return kept === undefined || (isFields(kept) && Object.keys(kept).length === 0) ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

/** "40" -> "0.4"; what is no number goes on as it is and is refused at its field. */
function shareOf(percent: unknown): unknown {
  const text = typeof percent === "string" ? percent.trim().replace(/\s*%$/, "") : percent;
  return typeof text === "string" && PLAIN_NUMBER.test(text) ? plain(`${text}e-2`) : text;
}

/** Rows after the last one that holds anything are not meant; shares are typed in percent. */
function targetRows(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  const typed = rows.map((row: unknown) => (isFields(row) ? row : {}));
  const last = typed.findLastIndex((row) => Object.keys(row).length > 0);
  const meant = typed.slice(0, last + 1);
  // One target without a share takes all.
  return meant.map((row) => ({
    ...row,
    fraction: meant.length === 1 && row.fraction === undefined ? "1" : shareOf(row.fraction),
  }));
}

function entryFields(entry: unknown): unknown {
  if (!isFields(entry)) return entry;
  if (entry.type === "limit") return { type: "limit", low: entry.low ?? entry.high, high: entry.high ?? entry.low };
  return entry.type === "trigger" ? { type: "trigger", price: entry.price } : { type: entry.type };
}

/** `after1` … `after6`, or `none`. */
function breakEvenField(value: unknown): unknown {
  const after = typeof value === "string" ? /^after(\d)$/.exec(value)?.[1] : undefined;
  return after === undefined ? (value === "none" ? undefined : value) : { afterTarget: Number(after) };
}

export interface ComposedSignal {
  readonly signal: PublishSignalInput;
  /** The form asks for a length, since only the server's clock counts. */
  readonly expiresInHours: number | null;
}

/** The composer's form: the full form of SPEC 8 as a person fills it in. */
export const composeSignalInput = z.unknown().transform((value, context): ComposedSignal => {
  const form = filled(value);
  const { expiresInHours: typed, ...fields } = isFields(form) ? form : {};
  const expiry = whole("Expiry", 1, 8_760).optional().safeParse(typed);
  const read = fullSignalInput.safeParse({
    ...fields,
    ...(fields.entry === undefined ? {} : { entry: entryFields(fields.entry) }),
    ...(fields.targets === undefined ? {} : { targets: targetRows(fields.targets) }),
    ...(fields.breakEven === undefined ? {} : { breakEven: breakEvenField(fields.breakEven) }),
  });
  for (const issue of read.error?.issues ?? [])
    context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
  if (!expiry.success)
    context.addIssue({ code: "custom", path: ["expiresInHours"], message: "Expiry must be 1 to 8,760 whole hours." });
  if (!read.success || !expiry.success) return z.NEVER;
  return { signal: read.data, expiresInHours: expiry.data ?? null };
});

/** The amend form of the list: what was left empty stays as it is. */
export const amendSignalForm = z
  .strictObject({
    id: id("Signal"),
    stopLoss: z.string().optional(),
    targets: z.array(z.record(z.string(), z.string())).optional(),
    note: z.string().optional(),
  })
  .transform((form, context): { id: string; changes: AmendSignalInput } => {
    const fields = filled({ stopLoss: form.stopLoss, targets: form.targets, note: form.note });
    const kept = isFields(fields) ? fields : {};
    const read = amendSignalInput.safeParse({
      ...kept,
      ...(kept.targets === undefined ? {} : { targets: targetRows(kept.targets) }),
    });
    for (const issue of read.error?.issues ?? [])
      context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
    return read.success ? { id: form.id, changes: read.data } : z.NEVER;
  });

export const closeSignalForm = z
  .strictObject({ id: id("Signal"), percent: z.string().trim().optional(), dedupeKey: key.optional() })
  .transform((form, context): { id: string; fraction: string; dedupeKey: string | null } => {
    const read = closeSignalInput.safeParse({
      fraction: shareOf(form.percent === "" ? "100" : (form.percent ?? "100")),
    });
    for (const issue of read.error?.issues ?? [])
      context.addIssue({ code: "custom", path: ["percent"], message: issue.message });
    return read.success ? { id: form.id, fraction: read.data.fraction, dedupeKey: form.dedupeKey ?? null } : z.NEVER;
  });

export const cancelSignalForm = z.strictObject({ id: id("Signal") });
