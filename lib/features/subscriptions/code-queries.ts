import type { Db } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";
import { USED } from "./code-repository.ts";
import { discountWords } from "./promotion-code.ts";

/** A code as its provider sees it. */
export interface CodeView {
  readonly id: string;
  readonly code: string;
  /** "20 % off for 3 months" */
  readonly discount: string;
  readonly uses: number;
  readonly usesMax: number | null;
  readonly expiresAt: string | null;
  readonly ended: boolean;
}

/** The codes of a strategy, newest first. */
export async function listCodes(db: Db, strategyId: string): Promise<CodeView[]> {
  const rows = await db.promotionCode.findMany({
    where: { strategyId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    include: { _count: { select: { subscriptions: { where: USED } } } },
  });
  return rows.map(({ id, code, usesMax, expiresAt, endedAt, _count, ...terms }) => ({
    id,
    code,
    discount: discountWords(terms),
    uses: _count.subscriptions,
    usesMax,
    expiresAt: expiresAt === null ? null : toIso(utcMs(expiresAt)),
    ended: endedAt !== null,
  }));
}
