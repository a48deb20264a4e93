import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { refuseRequest } from "./plan-buy.ts";
import { requestsBefore } from "./repository.ts";
import { REQUEST_MAX_AGE_MS, REQUEST_MAX_AGE_SEC } from "./trade-request.ts";

const STALE_TEXT = `Your account could not be reached within ${REQUEST_MAX_AGE_SEC} s, so the order was given up. Nothing was sent.`;

/** Gives up what nobody could plan in time, whether a worker holds the account or not (a key that does not open, an exchange that is away). */
export async function endStaleRequests(ctx: Pick<Ctx, "db" | "clock">): Promise<void> {
  const before = utcMs(ctx.clock.now() - REQUEST_MAX_AGE_MS);
  for (const request of await requestsBefore(ctx.db, before)) await refuseRequest(ctx, request, "too_old", STALE_TEXT);
}
