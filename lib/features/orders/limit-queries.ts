import type { Tx } from "@/lib/db/client";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { DEFAULT_LIMITS } from "./limits-repository.ts";

/** The most leverage that a tenant allows himself: what a signal wants above it is capped (RELIABILITY O51). */
export async function maxLeverageOf(db: Pick<Tx, "tradeLimits">, userId: string): Promise<Dec> {
  const row = await db.tradeLimits.findUnique({ where: { userId }, select: { maxLeverage: true } });
  return dec((row?.maxLeverage ?? DEFAULT_LIMITS.maxLeverage).toString());
}
