import { z } from "zod";
import { timeFromText } from "@/lib/kernel/time";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";

export const BARS_MAX = 1_000;
const STEP_MAX = 1_000;

const exchange = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{2,30}$/, "Exchange must be an exchange's id in letters and digits, like binance.");

const time = z.string().transform((text, context) => {
  const at = timeFromText(text);
  if (at !== null) return at;
  context.addIssue({ code: "custom", message: "Time must be an ISO time such as 2024-03-01T00:00:00Z." });
  return z.NEVER;
});

const symbol = z.string().trim().min(3, "Symbol must be like BTC/USDT.").max(40, "Symbol must be like BTC/USDT.");

const timeframe = z.enum(TIMEFRAMES, { error: `Timeframe must be one of ${TIMEFRAMES.join(", ")}.` });

/** `GET /api/candles`: values of a query string. */
export const candlesQuery = z.strictObject({
  exchange,
  symbol,
  timeframe,
  from: time.optional(),
  to: time.optional(),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, `Limit must be a whole number from 1 to ${BARS_MAX}.`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= BARS_MAX, `Limit must be a whole number from 1 to ${BARS_MAX}.`)
    .optional(),
});

const whole = (name: string, min: number, max: number) => {
  const error = `${name} must be a whole number from ${min} to ${max}.`;
  return z.int({ error }).min(min, error).max(max, error);
};

/** `POST /api/dev/replay`. */
export const replayInput = z.strictObject({
  from: time.optional(),
  speed: whole("Speed", 1, 600).optional(),
  pause: z.boolean({ error: "Pause must be true or false." }).optional(),
  step: whole("Step", 1, STEP_MAX).optional(),
});

/** The largest file that is taken by upload; larger ones are imported by `npm run candles`. */
export const UPLOAD_BYTES_MAX = 32 * 1_048_576;

/** `POST /api/admin/candles`: what the file is, where its name does not say. */
export const candleImportQuery = z.strictObject({
  name: z.string().min(1, "Name must be the file's name.").max(200, "Name must have at most 200 characters."),
  exchange: exchange.optional(),
  symbol: symbol.optional(),
  timeframe: timeframe.optional(),
  funding: z
    .literal("true", { error: "Funding must be true or left out." })
    .transform(() => true)
    .optional(),
  replace: z
    .literal("true", { error: "Replace must be true or left out." })
    .transform(() => true)
    .optional(),
  gaps: z
    .literal("true", { error: "Gaps must be true or left out." })
    .transform(() => true)
    .optional(),
});

export type CandleImportQuery = z.output<typeof candleImportQuery>;

/** One stored series by name. */
export const candleSeriesInput = z.strictObject({ exchange, symbol, timeframe });

/** The download form. */
export const candleDownloadInput = z
  .strictObject({
    exchange,
    symbol,
    timeframe,
    from: time,
    to: z.preprocess((text) => (text === "" ? undefined : text), time.optional()),
    funding: z
      .literal("on")
      .transform(() => true)
      .optional(),
  })
  .refine(({ from, to }) => to === undefined || from < to, { path: ["to"], error: "To must be after From." });

export type CandleDownloadInput = z.output<typeof candleDownloadInput>;

/** `GET /api/admin/candles/export`. */
export const candleExportQuery = z.strictObject({
  exchange,
  symbol,
  timeframe,
  format: z.enum(["csv", "json", "arrow"], { error: "Format must be csv, json or arrow." }).default("csv"),
});
