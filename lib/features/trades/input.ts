import { z } from "zod";
import { decimalText } from "@/lib/features/copies/input";
import { cursor, limit, whole } from "@/lib/features/marketplace/page-query";
import { parseSymbol } from "@/lib/trading/market/symbol";

const SYMBOL_TEXT = "Give a spot pair, like BTC/USDT.";

/** What the older names buy and sell. */
export const OLDER_SYMBOL = "BTC/USDT";

/** `BTC/USDT`, or as people type it: `BTCUSDT`. A perpetual is no spot pair. */
const symbol = z
  .string({ error: SYMBOL_TEXT })
  .max(40, SYMBOL_TEXT)
  .transform((typed, context) => {
    const read = parseSymbol(typed);
    if (read.ok && read.value.market === "spot") return read.value.symbol;
    context.addIssue({ code: "custom", message: (read.ok ? undefined : read.detail) ?? SYMBOL_TEXT });
    return z.NEVER;
  });
const credentialId = z.string().min(1, "Name one of your keys.").max(60, "That is no id of ours.").optional();

/** Nothing is assumed: how much is always said, in one of two ways. */
const size = {
  /** In the quote currency: at most this is spent, or about this is sold. */
  amount: decimalText.optional(),
  /** In the base currency. */
  quantity: decimalText.optional(),
};
type Size = { readonly amount?: string | undefined; readonly quantity?: string | undefined };
const isSized = ({ amount, quantity }: Size): boolean => (amount === undefined) !== (quantity === undefined);
const SIZED = {
  path: ["quantity"],
  message: "Give either an amount in the quote currency or a quantity in the base currency.",
};

/** What the live gate asks to be shown where nothing of the user trades live by this key yet. */
const shown = {
  riskAccepted: z.boolean({ error: "Say true once the risk is accepted." }).default(false),
  phrase: z.string().max(40, "Type LIVE.").default(""),
  confirmWord: z.string().max(200, "Keep it under 200 characters.").default(""),
};

const buy = {
  ...size,
  stopLoss: decimalText,
  maxSlippageBps: whole(1, 500, "The bound on slippage must be a whole number of basis points from 1 to 500.").default(
    50,
  ),
  credentialId,
  ...shown,
};

export const buyInput = z.strictObject({ symbol, ...buy }).refine(isSized, SIZED);
export type BuyInput = z.output<typeof buyInput>;

export const buyBtcInput = z.strictObject(buy).refine(isSized, SIZED);

export const sellInput = z.strictObject({ symbol, ...size, credentialId }).refine(isSized, SIZED);
export type SellInput = z.output<typeof sellInput>;

export const sellBtcInput = z.strictObject({ ...size, credentialId }).refine(isSized, SIZED);

/** From a page: a field left empty is not sent, a box that is not ticked is no. `orderId` is made with the form, so that a second press is the same order. */
const orderId = z.string().regex(/^req_[0-9a-z]{8,40}$/, "Open the form anew.");
const fromForm = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  const sent = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== ""));
  return "riskAccepted" in sent ? { ...sent, riskAccepted: sent["riskAccepted"] === "true" } : sent;
};
export const buyForm = z.preprocess(fromForm, z.strictObject({ symbol, ...buy, orderId }).refine(isSized, SIZED));

/** The amount is the smallest that can be sold again; the stop a fixed part below the price. */
export const testBuyInput = z.strictObject({ symbol: symbol.default(OLDER_SYMBOL), credentialId, ...shown });
export type TestBuyInput = z.output<typeof testBuyInput>;
export const testBuyForm = z.preprocess(fromForm, testBuyInput.extend({ orderId }));

const mode = z.enum(["PAPER", "LIVE"], { error: "Choose PAPER or LIVE; left out it is LIVE." }).default("LIVE");

export const tradeHistoryQuery = z.strictObject({
  days: whole(1, 366, "The days must be a whole number from 1 to 366.").default(30),
  mode,
  cursor,
  limit: limit.default(50),
});
export type TradeHistoryQuery = z.output<typeof tradeHistoryQuery>;

export const tradePnlQuery = z.strictObject({
  period: z.enum(["day", "week", "month"], { error: "Choose day, week or month." }).default("day"),
  months: whole(1, 24, "The months must be a whole number from 1 to 24.").default(3),
  mode,
});
export type TradePnlQuery = z.output<typeof tradePnlQuery>;
