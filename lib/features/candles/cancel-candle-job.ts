import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { subjectOf } from "./candle-job.ts";
import { requestCancel } from "./candle-job-repository.ts";

/** Ends a job that waits; one that runs breaks off at its next page. What is stored stays. */
export async function cancelCandleJob(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  id: string,
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const job = await requestCancel(tx, id, ctx.clock.now());
    if (job === null) return refuse("not_found", "This job has ended already.");
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "candles.cancelled",
      subject: "candles",
      subjectId: subjectOf(job.request),
      detail: { what: job.request.kind },
    });
    return done(null);
  });
}
