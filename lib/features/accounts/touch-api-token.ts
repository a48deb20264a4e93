import { MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { noteTokenUse } from "./token-repository.ts";

/** Notes that an API token is in use, at most once a minute and without making its request wait. */
export function touchApiToken(ctx: Ctx, tokenId: string, lastUsedAt: UtcMs | null): void {
  const now = ctx.clock.now();
  if (lastUsedAt !== null && now - lastUsedAt < MINUTE_MS) return;
  noteTokenUse(ctx.db, tokenId, new Date(now)).catch((error: unknown) =>
    ctx.log.warn({ err: error, tokenId }, "could not note that a token was used"),
  );
}
