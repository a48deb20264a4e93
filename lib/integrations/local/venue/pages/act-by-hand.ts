import { AppError } from "@/lib/kernel/errors";
import type { Hands } from "../control/hands.ts";
import type { No } from "../core/rows.ts";

/** What a form of the account's page asks for. @returns why it was not done, in words; null: done */
export function actByHand(hands: Hands, account: string, verb: string, form: URLSearchParams): string | null {
  const field = (name: string): string => form.get(name)?.trim() ?? "";
  try {
    if (verb === "cancel") hands.cancelByHand(account, field("orderId"));
    else if (verb === "trade") {
      const side = field("side") === "SELL" ? "SELL" : "BUY";
      const price = field("price") === "" ? undefined : number(field("price"), "The price");
      const qty = number(field("qty"), "The amount");
      const placed = hands.tradeByHand({ account, symbol: field("symbol"), side, qty, price });
      if (!placed.ok) return WORDS[placed.no] ?? `The order was refused: ${placed.no}.`;
    } else if (verb === "money") {
      const amount = number(field("amount"), "The amount");
      const sign = field("way") === "out" ? "-" : "";
      const wallet = (["spot", "swap", "unified"] as const).find((one) => one === field("wallet"));
      hands.moveMoney({ account, currency: field("currency").toUpperCase(), amount: sign + amount, wallet });
    } else return "There is nothing to do here.";
    return null;
  } catch (error) {
    if (error instanceof AppError) throw error;
    return error instanceof Error ? error.message : "That could not be done.";
  }
}

function number(text: string, name: string): string {
  if (!/^\d{1,15}(\.\d{1,12})?$/.test(text) || Number(text) === 0) throw new Error(`${name} must be a number above 0.`);
  return text;
}

const WORDS: Partial<Readonly<Record<No, string>>> = {
  insufficient: "The account has not enough free money for this order.",
  minNotional: "The order is worth less than the smallest that this market takes.",
  lotSize: "The amount is not a multiple of this market's step.",
  tooLarge: "The amount is larger than this market takes at once.",
  priceFilter: "The price is not a multiple of this market's step.",
  halted: "This market has no price at present, or is halted.",
  reduceOnly: "There is no position to reduce.",
};
