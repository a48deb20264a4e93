import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { type ChangeRefusal, changeSignal } from "./change-signal.ts";
import { priceIsFresh, STALE_WORDS } from "./fresh-price.ts";
import type { CloseSignalInput } from "./input.ts";
import type { Answer } from "./once.ts";
import type { SignalView } from "./view.ts";
import { endedWords } from "./words.ts";

/**
 * Closes an open signal at the market (bid for a long, ask for a short), whole or `fraction` of what is still open: the whole is a CLOSE, a
 * part a REDUCE, both with cause "provider".
 */
export async function closeSignal(
  ctx: Ctx,
  actor: Actor,
  signalId: string,
  input: CloseSignalInput,
  key: string | null = null,
): Promise<Result<Answer<SignalView>, ChangeRefusal>> {
  return changeSignal(ctx, actor, signalId, { verb: "close", input, key }, (signal, price, now) => {
    if (signal.state === "PENDING")
      return refuse("conflict", "This signal has not entered yet: cancel it instead of closing it.");
    if (signal.state !== "OPEN") return refuse("conflict", endedWords(signal));
    const fraction = dec(input.fraction);
    if (fraction.lte(0) || fraction.gt(1))
      return refuse("invalid", "Check fraction.", {
        fraction: ["Fraction must be above 0 and at most 1 (all that is open)."],
      });
    if (!priceIsFresh(price, now)) return refuse("no_market_price", STALE_WORDS);
    // 18 decimals are what the store holds; rounded down, so that no more leaves than was asked.
    const leaves = signal.remaining.times(fraction).toDecimalPlaces(18, 1);
    if (leaves.isZero())
      return refuse("invalid", "Check fraction.", { fraction: ["Fraction is too small: nothing would be closed."] });
    const remaining = signal.remaining.minus(leaves);
    return done({
      type: remaining.isZero() ? "CLOSE" : "REDUCE",
      body: {
        cause: "provider",
        fraction: plain(leaves),
        price: plain(exitPriceOf(signal.side, price)),
        remaining: plain(remaining),
      },
    });
  });
}
