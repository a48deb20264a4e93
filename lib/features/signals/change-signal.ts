import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import type { EventDraft } from "./chain.ts";
import { type Answer, type OnceRefusal, once } from "./once.ts";
import { appendToChain, findSignal, findStrategy, lockHead, publicationOf } from "./repository.ts";
import { settle } from "./settle.ts";
import { marketAt, type Projection, type SignalChange } from "./signal.ts";
import { readView, type SignalView, viewOf } from "./view.ts";
import { inactiveWords } from "./words.ts";

export type ChangeRefusal = "not_found" | "conflict" | "invalid" | "no_market_price" | OnceRefusal;

/**
 * What add, amend, cancel and close share: the signal must be the actor's, the event is decided from the signal as it stands under the head's
 * lock (the worker may just have moved it) and written with projection, record and outbox in one transaction. `decide` gets the last known
 * price, however old; a decision that needs a fresh one says so.
 * @param request `takesRisk`: asks for an ACTIVE strategy, as publishing does; of every other the open signals are only led to their end
 */
export async function changeSignal(
  ctx: Ctx,
  actor: Actor,
  signalId: string,
  request: {
    readonly verb: string;
    readonly input: unknown;
    readonly key: string | null;
    readonly takesRisk?: boolean;
  },
  decide: (signal: Projection, price: Ticker, now: UtcMs) => Result<SignalChange, Exclude<ChangeRefusal, OnceRefusal>>,
): Promise<Result<Answer<SignalView>, ChangeRefusal>> {
  const found = await findSignal(ctx.db, signalId);
  const strategy = found && (await findStrategy(ctx.db, found.strategyId));
  if (found === null || strategy?.providerId !== actor.userId) return refuse("not_found", "You have no such signal.");
  const price = await ctx.prices.latest(found.exchange, found.symbol);

  return ctx.db.transaction(async (tx) => {
    const repeatable = {
      userId: actor.userId,
      key: request.key,
      request: [request.verb, signalId, request.input] as const,
      status: 200,
      read: readView,
    };
    return once<SignalView, Exclude<ChangeRefusal, OnceRefusal>>(tx, ctx.clock.now(), repeatable, async () => {
      const head = await lockHead(tx, found.strategyId);
      const now = ctx.clock.now();
      const signal = await findSignal(tx, signalId);
      if (signal === null) return refuse("not_found");
      if (request.takesRisk === true) {
        const standing = await findStrategy(tx, found.strategyId);
        if (standing?.status !== "ACTIVE") return refuse("conflict", inactiveWords(standing?.status));
      }
      if (price === null)
        return refuse("no_market_price", `There is no price of ${signal.symbol}. Nothing was stored.`);
      const decided = decide(signal, price, now);
      if (!decided.ok) return decided;
      const draft: EventDraft = {
        signalId,
        strategyVersion: signal.strategyVersion,
        market: marketAt(price),
        change: decided.value,
      };
      const appended = await appendToChain(tx, head, signal, [draft], now);
      const settled = await settle(tx, appended.signal, now);
      return done(viewOf(settled, await publicationOf(tx, signalId)));
    });
  });
}
