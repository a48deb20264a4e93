import type { Ctx } from "@/lib/ports/ctx";
import { openAccounts, paperFollowUser } from "./repository.ts";

/** The first follow on paper opens the paper account, so that it can be seen before the first trade. A repeat changes nothing. */
export async function onFollowChanged(ctx: Ctx, { followId }: { readonly followId: string }): Promise<void> {
  const userId = await paperFollowUser(ctx.db, followId);
  if (userId === null) return;
  await ctx.db.transaction((tx) => openAccounts(tx, [userId], ctx.clock.now()));
}
