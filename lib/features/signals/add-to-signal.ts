import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { entryPriceOf, exitPriceOf, isBetter } from "@/lib/trading/market/quote";
import { type ChangeRefusal, changeSignal } from "./change-signal.ts";
import { priceIsFresh, STALE_WORDS } from "./fresh-price.ts";
import type { Answer } from "./once.ts";
import type { SignalView } from "./view.ts";
import { endedWords } from "./words.ts";

/** A signal never holds more than this many times its first size: whoever followed with a tenth of his cash must be able to follow on. */
const SIZE_MAX = dec(10);

/**
 * Adds to an open signal at the market (ask for a long, bid for a short): `factor` of what is open, 1 doubles it. The entry price becomes the
 * average of what is held; break-even and trailing count from there. Stop and target prices stay; the targets ahead grow with the size.
 * Only while the strategy is ACTIVE: an addition is a new risk of everyone who follows.
 */
export async function addToSignal(
  ctx: Ctx,
  actor: Actor,
  signalId: string,
  input: { readonly factor: string },
  key: string | null = null,
): Promise<Result<Answer<SignalView>, ChangeRefusal>> {
  return changeSignal(ctx, actor, signalId, { verb: "add", input, key, takesRisk: true }, (signal, quote, now) => {
    if (signal.state === "PENDING") return refuse("conflict", "This signal has not entered yet; amend it instead.");
    if (signal.state !== "OPEN" || signal.entryPrice === null) return refuse("conflict", endedWords(signal));
    if (!priceIsFresh(quote, now)) return refuse("no_market_price", STALE_WORDS);
    const wrong = (text: string) => refuse("invalid", text, { quantity: [text] });
    const fraction = signal.remaining.times(input.factor).toDecimalPlaces(18, 1);
    const remaining = signal.remaining.plus(fraction);
    if (fraction.lte(0)) return wrong("Quantity to add must be above 0.");
    if (remaining.gt(SIZE_MAX))
      return wrong(
        `The signal would hold ${plain(remaining)} times its first size; at most ${plain(SIZE_MAX)} is allowed.`,
      );
    const { side, stopLoss } = signal;
    if (!isBetter(side, exitPriceOf(side, quote), stopLoss))
      return refuse("conflict", `The market has reached the stop (${priceText(stopLoss)}); nothing can be added.`);
    const next = signal.targets[signal.targetsHit];
    const price = entryPriceOf(side, quote);
    if (next !== undefined && !isBetter(side, dec(next.price), price))
      return refuse(
        "conflict",
        `The market has reached the next target (${priceText(dec(next.price))}); nothing can be added.`,
      );
    const average = signal.entryPrice.times(signal.remaining).plus(price.times(fraction)).div(remaining);
    return done({
      type: "ADD",
      body: {
        cause: "provider",
        fraction: plain(fraction),
        price: plain(price),
        remaining: plain(remaining),
        entryPrice: plain(average.toDecimalPlaces(18)),
      },
    });
  });
}
