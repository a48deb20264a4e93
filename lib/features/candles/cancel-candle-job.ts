import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { requestCancel } from "./candle-job-repository.ts";

/** Ends a job that waits; one that runs breaks off at its next page. What is stored stays. */
export async function cancelCandleJob(ctx: Pick<Ctx, "db" | "clock">, id: string): Promise<Result<null, "not_found">> {
  const state = await requestCancel(ctx.db, id, ctx.clock.now());
  return state === null ? refuse("not_found", "This job has ended already.") : done(null);
}
