import type { Ctx } from "@/lib/ports/ctx";
import { dropOldAnswers } from "./repository.ts";

/** Forgets answers of idempotent requests after their 24 h. @returns how many */
export function dropOldAnswersOf(ctx: Ctx): Promise<number> {
  return dropOldAnswers(ctx.db, ctx.clock.now());
}
