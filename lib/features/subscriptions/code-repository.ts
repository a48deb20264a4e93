import type { Db, Prisma, Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { PromotionCode } from "./promotion-code.ts";

type Row = Prisma.PromotionCodeGetPayload<object>;

function toCode(row: Row): PromotionCode {
  const { id, strategyId, code, percentOff, duration, months, usesMax, expiresAt, endedAt } = row;
  return {
    id,
    strategyId,
    code,
    percentOff,
    duration,
    months,
    usesMax,
    expiresAt: expiresAt === null ? null : utcMs(expiresAt),
    endedAt: endedAt === null ? null : utcMs(endedAt),
  };
}

/** Subscriptions that used their code: the payment service counts one that it made, also where it never began (its card had had its trial). */
export const USED = { stripeSubscriptionId: { not: null } } as const;

/** A code of a strategy and how many have used it; null: there is none of this name. */
export async function findCode(
  db: Db | Tx,
  strategyId: string,
  code: string,
): Promise<{ code: PromotionCode; uses: number } | null> {
  const row = await db.promotionCode.findUnique({ where: { strategyId_code: { strategyId, code } } });
  if (row === null) return null;
  const uses = await db.subscription.count({ where: { promotionCodeId: row.id, ...USED } });
  return { code: toCode(row), uses };
}

/** False: the strategy has a code of this name already. */
export async function insertCode(
  db: Db | Tx,
  code: Omit<PromotionCode, "endedAt"> & { readonly createdAt: UtcMs },
): Promise<boolean> {
  const { expiresAt, createdAt, ...rest } = code;
  const { count } = await db.promotionCode.createMany({
    data: [{ ...rest, createdAt: new Date(createdAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** False: no such code of this provider that is not ended yet. */
export async function markEnded(db: Db | Tx, providerId: string, id: string, now: UtcMs): Promise<boolean> {
  const { count } = await db.promotionCode.updateMany({
    where: { id, endedAt: null, strategy: { providerId } },
    data: { endedAt: new Date(now) },
  });
  return count === 1;
}
