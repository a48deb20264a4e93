import { z } from "zod";

/** What is to become of a trade made by hand. */
export const decideDriftInput = z.strictObject({
  keyId: z.string().min(1, "Name its key.").max(60, "That is no id of ours."),
  symbol: z.string().min(1, "Name its symbol.").max(60, "That is no symbol."),
  tradeId: z.string().min(1, "Name the trade.").max(100, "That is no id of a trade."),
  decision: z.enum(["ADOPTED", "IGNORED", "CLOSED"], { error: "Choose ADOPTED, IGNORED or CLOSED." }),
});

/** An amount above 0 as exact decimal text, at most 1e12 with eight decimals. */
const amount = z
  .union([z.string(), z.number()], { error: 'Give a number, like 50 or "0.5".' })
  .transform((value) => String(value).trim())
  .refine((text) => /^\d{1,12}(\.\d{1,8})?$/.test(text), "Give a plain number, like 50 or 0.5.")
  .refine((text) => Number(text) > 0, "Give a number above 0.");

const SYMBOLS_MAX = 1_000;

/** A tenant's own limits, all of them: what is left out would be a guess. */
export const setLimitsInput = z.strictObject({
  maxTradeUsd: amount,
  entriesPerDay: z
    .int("Give a whole number of trades.")
    .min(1, "Give at least 1; to trade nothing, turn live off.")
    .max(100_000, "At most 100,000."),
  portfolioRiskPct: amount.refine((text) => Number(text) <= 100, "At most 100 %."),
  runLossUsd: amount,
  drawdownUsd: amount,
  maxLeverage: amount.refine((text) => Number(text) >= 1, "At least 1x."),
  symbols: z
    .array(z.string().max(40, "That is no symbol."), "Name the symbols that may be traded, like BTC/USDT.")
    .min(1, "Name at least one symbol, like BTC/USDT.")
    .max(SYMBOLS_MAX, `At most ${SYMBOLS_MAX} symbols.`),
});
export type SetLimitsInput = z.output<typeof setLimitsInput>;

/** The same from the page: symbols in one text, between commas or blanks. */
export const setLimitsForm = z.preprocess((value) => {
  if (typeof value !== "object" || value === null) return value;
  const { entriesPerDay, symbols, ...rest }: Record<string, unknown> = { ...value };
  return {
    ...rest,
    ...(typeof entriesPerDay === "string"
      ? { entriesPerDay: entriesPerDay.trim() === "" ? undefined : Number(entriesPerDay) }
      : {}),
    // Two more than are allowed tell that there are too many: a text of 1 MB holds half a million.
    ...(typeof symbols === "string"
      ? { symbols: symbols.split(/[\s,;]+/, SYMBOLS_MAX + 2).filter((one) => one !== "") }
      : {}),
  };
}, setLimitsInput);
