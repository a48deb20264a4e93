import { instrumentBySymbol } from "@/lib/features/candles/queries";
import type { OrderCtx } from "@/lib/features/orders/order-ctx";
import type { Dec } from "@/lib/kernel/decimal";
import { dec } from "@/lib/kernel/decimal";
import type { Instrument } from "@/lib/trading/market/instrument";
import { priceText } from "@/lib/trading/market/price-text";
import type { ChainStep } from "../chain-event.ts";
import { reduceAmount } from "../plan-exit.ts";
import { type SignalRow, wasAddedTo } from "../repository.ts";
import type { LiveStepRow } from "./repository.ts";

export type Leaving = Extract<ChainStep, { type: "REDUCE" | "CLOSE" }>;

const WORDS: Readonly<Record<string, string>> = {
  target: "target",
  stop: "stop",
  provider: "closed by the provider",
  expiry: "signal expired",
};

/** What decides how much of a copy an exit takes, the same for all copies of its signal at one exchange. */
export interface ExitTerms {
  readonly exit: Leaving;
  readonly signal: SignalRow;
  /** null: of a CLOSE, which takes all, and where the exchange does not list it any more. */
  readonly instrument: Instrument | null;
  readonly grown: boolean;
}

export async function exitTerms(
  ctx: Pick<OrderCtx, "db">,
  step: LiveStepRow,
  exit: Leaving,
  signal: SignalRow,
  exchange: string,
): Promise<ExitTerms> {
  if (exit.type === "CLOSE") return { exit, signal, instrument: null, grown: false };
  const instrument = await instrumentBySymbol(ctx.db, exchange, signal.symbol);
  return { exit, signal, instrument, grown: await wasAddedTo(ctx.db, step.strategyId, signal.id, step.seq) };
}

/** How much of what is held leaves; `text`: as its user reads it. */
export type ExitPart =
  | { readonly leaves: true; readonly qty: Dec; readonly outcome: "reduced" | "closed"; readonly text: string }
  | { readonly leaves: false; readonly text: string };

export function exitPart(
  { exit, signal, instrument, grown }: ExitTerms,
  held: { readonly qty: Dec; readonly entryQty: Dec },
): ExitPart {
  const [base = ""] = signal.symbol.split("/");
  if (exit.type === "CLOSE")
    return { leaves: true, qty: held.qty, outcome: "closed", text: textOf(signal, held.qty, exit.cause) };
  // After an addition parts of the first size say nothing of a copy that could not follow it: its share of what it holds does.
  const part = grown ? held.qty.times(exit.fraction).div(exit.before) : held.entryQty.times(exit.fraction);
  const decision =
    instrument === null
      ? { take: "part", qty: part }
      : reduceAmount({ qty: held.qty, entryQty: part }, instrument, dec(1), exit.price);
  if (decision.take === "nothing")
    return {
      leaves: false,
      text: `The part of ${priceText(decision.qty)} ${base} is too small for an order of its own; it leaves with the last exit`,
    };
  return { leaves: true, qty: decision.qty, outcome: "reduced", text: textOf(signal, decision.qty, exit.cause) };
}

function textOf({ side, symbol }: SignalRow, qty: Dec, cause: string): string {
  const [base = ""] = symbol.split("/");
  const verb = side === "LONG" ? "Selling" : "Buying back";
  return `${verb} ${priceText(qty)} ${base} at the market (${WORDS[cause] ?? cause})`;
}
