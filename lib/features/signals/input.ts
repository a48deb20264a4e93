import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";
import { plain } from "@/lib/kernel/decimal";
import { TARGETS_MAX } from "@/lib/trading/signals/plan";
import { decimal, exchange, id, indicators, key, PLAIN_NUMBER, symbol, text, timeframe, whole } from "./fields.ts";
import { flatSignalInput, fromFlat, isFlat } from "./flat-signal.ts";

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

const YEAR_10000 = Date.UTC(10_000, 0);

const expiresAt = z.iso
  .datetime({ offset: true, error: "Expiry must be a time like 2026-01-31T14:00:00Z." })
  // An offset can carry it into the year 10000, which neither the chain's times nor PostgreSQL write in four digits.
  .refine((value) => Date.parse(value) < YEAR_10000, "Expiry must be before the year 10000.")
  .transform((value) => new Date(value).toISOString());

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

export interface SentSignal {
  readonly form: "full" | "flat";
  readonly signal: PublishSignalInput;
}

/** Either form. Which one is meant shows in its fields, so that each fault names a field of the form that was sent. */
export const sentSignalInput = z.unknown().transform((value, context): SentSignal => {
  const form = isFlat(value) ? "flat" : "full";
  const read =
    form === "flat" ? flatSignalInput.transform(fromFlat).safeParse(value) : fullSignalInput.safeParse(value);
  if (read.success) return { form, signal: read.data };
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

export const publishSignalInput = sentSignalInput.transform(({ signal }) => signal);

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

/** Keys that the schema takes for certain; it is asked for all others. */
const USUAL_KEY = /^[\x20-\x7e]{1,200}$/;

/** The key of the Idempotency-Key header. @returns null without one, undefined when it is no key */
export function readIdempotencyKey(header: string | null): string | null | undefined {
  if (header === null) return null;
  const sent = header.trim();
  if (USUAL_KEY.test(sent)) return sent;
  const read = key.safeParse(sent);
  return read.success ? read.data : undefined;
}

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
  const typed = typeof percent === "string" ? percent.trim() : percent;
  const text = typeof typed === "string" && typed.endsWith("%") ? typed.slice(0, -1).trimEnd() : typed;
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
