import type { Cancelled } from "@/lib/ports/trade-venue";
import type { AccountCalls } from "./account-calls.ts";
import type { Ours, Venue } from "./venue.ts";

/** Cancels by client id. Cancels are exits: no breaker holds them back. */
export async function cancelOrder(
  { venue, calls }: { venue: Venue; calls: AccountCalls },
  of: Ours & { readonly venueOrderId: string | null },
): Promise<Cancelled> {
  for (const cancel of venue.cancels) {
    const tried = await calls.run("close", (exchange) => cancel(exchange, of));
    if (tried.ok && tried.value !== null) return { kind: "cancelled" };
    if (tried.ok || tried.verdict.meaning === "gone") continue;
    const { detail, heldBackMs, unsent } = tried.verdict;
    if (heldBackMs !== null && unsent) return { kind: "notSent", detail, retryAfterMs: heldBackMs };
    return { kind: "unknown", detail };
  }
  return { kind: "gone" };
}
