import type { Ctx } from "@/lib/ports/ctx";
import { insertMissingMailChannels } from "./mail-channel-repository.ts";

/** Gives each confirmed address its channel that no event brought: users of the sandbox, of an import. @returns how many */
export function addMailChannels(ctx: Pick<Ctx, "db" | "clock">): Promise<number> {
  return insertMissingMailChannels(ctx.db, ctx.clock.now());
}
