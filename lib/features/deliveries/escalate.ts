import type { Ctx } from "@/lib/ports/ctx";
import { escalateDue } from "./escalation-repository.ts";

/**
 * Trading failures that the first channel did not take in time go out by the second. Run each second; each is handed over once, and the
 * second channel tells one failure once even where the grid had it there already.
 */
export async function escalate(ctx: Pick<Ctx, "db" | "clock">): Promise<number> {
  return escalateDue(ctx.db, ctx.clock.now());
}
