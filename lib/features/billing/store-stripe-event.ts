import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaymentEvent } from "@/lib/ports/payments";
import { findProviderOf, insertEvent } from "./repository.ts";
import { isWatched } from "./stripe-event.ts";

/**
 * Keeps a checked event, once per id, and does nothing else: the worker acts on it. Types that change nothing of ours are kept as done, and so is what
 * tells of nothing that could be read: an invoice that is to come has no id.
 * @throws AppError "bad_request" for an event of the wrong mode (live at a test server and the reverse) or of an account that is none of ours
 */
export async function storeStripeEvent(ctx: Ctx, event: PaymentEvent): Promise<"stored" | "known"> {
  if (event.livemode !== ctx.payments.livemode) {
    throw new AppError("bad_request", `This server takes ${ctx.payments.livemode ? "live" : "test"} events only.`);
  }
  if (event.account !== null && (await findProviderOf(ctx.db, event.account)) === null) {
    throw new AppError("bad_request", "The event is of an account that is not connected here.");
  }
  const due = isWatched(event.objectType) && event.objectId !== "";
  const inserted = await insertEvent(ctx.db, event, ctx.clock.now(), due);
  return inserted ? "stored" : "known";
}
