import { z } from "zod";
import { EXCHANGES } from "@/lib/kernel/exchange-name";
import { staysInLine } from "@/lib/kernel/in-line";
import { CHARGE_MIN, CURRENCIES, minorFromText, SALE_CURRENCY } from "@/lib/kernel/money";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { cursor, limit, whole } from "./page-query.ts";
import { SALE_CURRENCY_FAULT } from "./sale.ts";
import { STRATEGY_KINDS, TIMEFRAMES } from "./strategy.ts";

/** Postgres text holds no NUL, and other control characters have no place in a name. Line ends are allowed where a text has lines. */
function text(what: string, min: number, max: number) {
  return z
    .string({ error: `${what} must be a text.` })
    .trim()
    .min(min, min === 1 ? `${what} is missing.` : `${what} needs at least ${min} characters.`)
    .max(max, `${what} may have at most ${max} characters.`)
    .refine((value) => !hasControlCharacters(value), `${what} holds a character that cannot be shown.`);
}

/** A text that is put beside other words: it stays in its line. */
function name(what: string, min: number, max: number) {
  return text(what, min, max).refine(
    staysInLine,
    `${what} holds a line end or a mark of reading direction; leave it out.`,
  );
}

function hasControlCharacters(value: string): boolean {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 10 && code !== 13 && code !== 9) || code === 127) return true;
  }
  return false;
}

/** `BTC/USDT`, `BTC/USDT:USDT`, or `BTCUSDT` as people type it. */
const pair = z
  .string({ error: "A pair must be a text like BTC/USDT." })
  .trim()
  .toUpperCase()
  .max(40, "A pair has at most 40 characters.")
  .transform((typed) => {
    const read = parseSymbol(typed);
    return read.ok ? read.value.symbol : typed;
  })
  .pipe(
    z
      .string()
      .regex(
        /^[A-Z0-9]{1,20}\/[A-Z0-9]{2,10}(:[A-Z0-9]{2,10})?$/,
        "Write a pair like BTC/USDT, or BTC/USDT:USDT for its perpetual.",
      ),
  );

/** Arrays come as JSON arrays, or from a form as one text parted by commas or spaces. */
function listOf<S extends z.ZodType>(item: S, name: string, max: number) {
  return z.preprocess(
    // Two more than are allowed tell that there are too many: a text of 1 MB holds half a million.
    (value) => (typeof value === "string" ? value.split(/[\s,]+/, max + 2).filter((part) => part !== "") : value),
    z
      .array(item, {
        error: (issue) => (issue.input === undefined ? `${name}: give at least one.` : `${name} must be a list.`),
      })
      .min(1, `${name}: give at least one.`)
      .max(max, `${name}: give at most ${max}.`)
      .transform((items) => [...new Set(items)]),
  );
}

/** In a currency that a price may stand in; a new or changed one is in SALE_CURRENCY. */
const price = z.strictObject(
  {
    amount: z
      .int({ error: "The price must be a whole number of minor units (4900 is 49.00)." })
      .min(0, "The price cannot be negative.")
      .max(100_000_00, "The price may be at most 100,000.00.")
      .refine(
        (amount) => amount === 0 || amount >= CHARGE_MIN,
        "Less than 0.50 cannot be charged: make it free or dearer.",
      ),
    currency: z.enum(Object.keys(CURRENCIES) as [keyof typeof CURRENCIES], {
      error: `The currency must be one of ${Object.keys(CURRENCIES).join(", ")}.`,
    }),
  },
  { error: "The price must be an object {amount, currency}." },
);

const parameters = z
  .record(z.string().max(64), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]), {
    error: "Parameters must be an object of texts, numbers and switches.",
  })
  .refine((value) => Object.keys(value).length <= 100, "At most 100 parameters.")
  .refine(
    (value) =>
      Object.entries(value).every(
        ([key, one]) => !hasControlCharacters(key) && (typeof one !== "string" || !hasControlCharacters(one)),
      ),
    "A parameter holds a character that cannot be shown.",
  );

/** Pairs that one strategy may name. */
export const PAIRS_MAX = 50;

const fields = {
  name: name("The name", 3, 80),
  description: text("The description", 10, 4_000),
  kind: z.enum(STRATEGY_KINDS, { error: `The kind must be one of ${STRATEGY_KINDS.join(", ")}.` }),
  category: name("The category", 2, 40).nullable(),
  parameters,
  supportedPairs: listOf(pair, "Pairs", PAIRS_MAX),
  supportedTimeframes: listOf(
    z.enum(TIMEFRAMES, { error: `A timeframe must be one of ${TIMEFRAMES.join(", ")}.` }),
    "Timeframes",
    TIMEFRAMES.length,
  ),
  exchanges: listOf(
    z.enum(EXCHANGES, { error: `An exchange must be one of ${EXCHANGES.join(", ")}.` }),
    "Exchanges",
    EXCHANGES.length,
  ),
  monthlyPrice: price,
  yearlyPrice: price.nullable(),
  trialDays: whole(0, 90, "A free trial is 0 to 90 days."),
  isPublic: z.boolean({ error: "isPublic must be true or false." }),
};

const newPrice = price.extend({ currency: z.literal(SALE_CURRENCY, { error: SALE_CURRENCY_FAULT }) });

/** POST /api/strategies. `status: "DRAFT"` keeps one back that could be published at once. */
export const createStrategyInput = z.strictObject({
  ...fields,
  category: fields.category.optional(),
  parameters: fields.parameters.optional(),
  monthlyPrice: newPrice,
  yearlyPrice: newPrice.nullable().optional(),
  trialDays: fields.trialDays.optional(),
  status: z.enum(["DRAFT", "ACTIVE"], { error: "A new strategy is DRAFT or ACTIVE." }).optional(),
});
export type CreateStrategyInput = z.output<typeof createStrategyInput>;

/** PUT /api/strategies/:id: what is left out stays. `note` tells what a new version changed. */
export const updateStrategyInput = z
  .strictObject({
    ...fields,
    status: z.enum(["ACTIVE", "PAUSED", "ARCHIVED"], { error: "The status must be ACTIVE, PAUSED or ARCHIVED." }),
    note: text("The note", 1, 500),
  })
  .partial();
export type UpdateStrategyInput = z.output<typeof updateStrategyInput>;

/** The editor's form: prices are typed as decimals, parameters as lines `name = value`, an empty category is none. */
export const strategyForm = z.preprocess(formToStrategy, createStrategyInput);
export const strategyEditForm = z.preprocess(formToStrategy, updateStrategyInput.extend({ id: z.string().max(60) }));

function formToStrategy(form: unknown): unknown {
  if (typeof form !== "object" || form === null) return form;
  const given: Record<string, unknown> = { ...form };
  const { monthlyPrice, yearlyPrice, isPublic, parameters: lines, category, note } = given;
  if (typeof monthlyPrice === "object" && monthlyPrice !== null && "amount" in monthlyPrice) {
    const currency = "currency" in monthlyPrice ? String(monthlyPrice.currency) : "";
    given.monthlyPrice = { ...monthlyPrice, amount: minorFromText(String(monthlyPrice.amount), currency) };
  }
  if (typeof yearlyPrice === "object" && yearlyPrice !== null && "amount" in yearlyPrice) {
    const currency =
      typeof monthlyPrice === "object" && monthlyPrice !== null && "currency" in monthlyPrice
        ? String(monthlyPrice.currency)
        : "";
    const typed = String(yearlyPrice.amount).trim();
    given.yearlyPrice = typed === "" ? null : { amount: minorFromText(typed, currency), currency };
  }
  if (typeof isPublic === "string") given.isPublic = isPublic === "true";
  if (typeof lines === "string") given.parameters = parametersFromText(lines);
  if (category === "") given.category = null;
  if (note === "") delete given.note;
  return given;
}

/** Numbers and switches are read as such, all else is text. A line without "=" is a switch that is on. */
function parametersFromText(lines: string): Record<string, string | number | boolean> {
  const entries = lines.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    const name = (at < 0 ? line : line.slice(0, at)).trim();
    const value = at < 0 ? "true" : line.slice(at + 1).trim();
    if (name === "") return [];
    const number = /^-?\d{1,15}(\.\d{1,12})?$/.test(value) ? Number(value) : null;
    return [[name, number ?? (value === "true" ? true : value === "false" ? false : value)] as const];
  });
  return Object.fromEntries(entries);
}

/** GET /api/strategies. */
export const listStrategiesQuery = z.strictObject({
  cursor,
  limit,
  q: text("The search", 0, 100).optional(),
  kind: fields.kind.optional(),
  status: z
    .enum(["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT"], { error: "The status must be ACTIVE, PAUSED, ARCHIVED or DRAFT." })
    .optional(),
  providerId: z.string().max(60).optional(),
});
export type ListStrategiesQuery = z.output<typeof listStrategiesQuery>;

export const pageQuery = z.strictObject({ cursor, limit });

export const reviewInput = z.strictObject({
  rating: whole(1, 5, "Rate from 1 to 5, in whole numbers."),
  text: text("The review", 10, 2_000),
});
export type ReviewInput = z.output<typeof reviewInput>;

const SORTS = ["drawdown", "ratio", "return", "followers", "newest", "price"] as const;
export type Sort = (typeof SORTS)[number];

/** /strategies: an address that cannot be read shows the whole list instead of an error, so every field falls back by itself. */
export const browseQuery = z.object({
  q: text("The search", 0, 100).catch(""),
  market: z.enum(["spot", "swap"]).nullable().catch(null),
  timeframe: z.enum(TIMEFRAMES).nullable().catch(null),
  drawdown: z.coerce
    .number()
    .refine((value) => [5, 10, 25].includes(value))
    .nullable()
    .catch(null),
  price: z.enum(["free", "29", "59"]).nullable().catch(null),
  show: z.enum(["open", "closed"]).catch("open"),
  sort: z.enum(SORTS).catch("drawdown"),
  view: z.enum(["cards", "table"]).catch("cards"),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});
export type BrowseQuery = z.output<typeof browseQuery>;
