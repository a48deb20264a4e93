import { keyOf, keysOf } from "@/lib/features/exchange-keys/queries";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";

export interface TradingKey {
  readonly id: string;
  readonly exchange: string;
}

/**
 * The key that a trade by hand goes by: the one that is named, or the only one. Whether it may trade is the gate's to say. Several and none named is
 * refused: which account pays is never guessed.
 */
export async function tradingKey(
  ctx: Pick<Ctx, "db">,
  userId: string,
  credentialId: string | undefined,
): Promise<Result<TradingKey, "forbidden" | "invalid">> {
  if (credentialId !== undefined) {
    const key = await keyOf(ctx.db, userId, credentialId);
    return key === null
      ? refuse("invalid", undefined, { credentialId: ["You have no key with this id; take one of /api/credentials."] })
      : done({ id: key.id, exchange: key.exchange });
  }
  const [key, ...others] = await keysOf(ctx.db, userId);
  if (key === undefined) return refuse("forbidden", "No validated API keys");
  if (others.length > 0)
    return refuse("invalid", undefined, {
      credentialId: [`You have ${others.length + 1} keys; name the one that trades.`],
    });
  return done({ id: key.id, exchange: key.exchange });
}
