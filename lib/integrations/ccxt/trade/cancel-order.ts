import type { Exchange } from "ccxt";
import type { Cancelled } from "@/lib/ports/trade-venue";
import type { AccountCalls } from "./account-calls.ts";
import { contractSize, number } from "./read-order.ts";
import type { Ours, Venue } from "./venue.ts";

type Cancelling = Ours & { readonly venueOrderId: string | null };

/** Cancels by client id. Cancels are exits: no breaker holds them back. */
export async function cancelOrder(
  { venue, calls }: { venue: Venue; calls: AccountCalls },
  of: Cancelling,
): Promise<Cancelled> {
  for (const cancel of venue.cancels) {
    const tried = await calls.run("close", async (exchange) => {
      const answer = await cancel(exchange, of);
      return answer === null ? null : endOf(venue, exchange, of, answer);
    });
    if (tried.ok && tried.value !== null) return tried.value;
    if (tried.ok || tried.verdict.meaning === "gone") continue;
    const { detail, heldBackMs, unsent } = tried.verdict;
    if (heldBackMs !== null && unsent) return { kind: "notSent", detail, retryAfterMs: heldBackMs };
    return { kind: "unknown", detail };
  }
  return { kind: "gone" };
}

/** An answer of ccxt's keeps the venue's own under `info`: ccxt fills in what that does not say. */
function endOf(venue: Venue, exchange: Exchange, of: Cancelling, answer: unknown): Cancelled {
  const info: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "info") : null;
  const filled = of.venueOrderId === null ? null : number(venue.cancelTells(info, of, of.venueOrderId));
  const isTold = filled?.isFinite() === true && filled.gte(0);
  return {
    kind: "cancelled",
    end: isTold ? { state: "cancelled", filled: filled.times(contractSize(exchange, of)) } : null,
  };
}
