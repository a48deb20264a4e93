import type { Db } from "@/lib/db/client";
import type { OfferedExchange } from "@/lib/ports/exchange-accounts";
import type { ExchangeKeyView } from "./key.ts";
import { readRights } from "./read-rights.ts";

/** All that the web's role may read of a key. */
const SHOWN = {
  id: true,
  exchange: true,
  label: true,
  maskedKey: true,
  testnet: true,
  permissions: true,
  status: true,
  fault: true,
  validatedAt: true,
  checkedAt: true,
  createdAt: true,
} as const;

/** A user's keys, newest first; revoked ones are gone for him. */
export async function keysOf(db: Pick<Db, "apiKey">, userId: string): Promise<readonly ExchangeKeyView[]> {
  const rows = await db.apiKey.findMany({
    where: { userId, status: { not: "REVOKED" } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: SHOWN,
  });
  return rows.map((row) => ({ ...row, permissions: readRights(row.permissions) }));
}

/** null: not this user's, or revoked. */
export async function keyOf(db: Pick<Db, "apiKey">, userId: string, id: string): Promise<ExchangeKeyView | null> {
  const row = await db.apiKey.findFirst({ where: { id, userId, status: { not: "REVOKED" } }, select: SHOWN });
  return row === null ? null : { ...row, permissions: readRights(row.permissions) };
}

export interface KeyUse {
  readonly id: string;
  readonly at: Date;
  readonly purpose: string;
  readonly outcome: string;
  readonly maskedKey: string;
  readonly exchange: string;
}

/** The last uses of a user's keys, revoked ones too, newest first. */
export async function keyUsesOf(db: Pick<Db, "apiKeyUse">, userId: string, limit = 50): Promise<readonly KeyUse[]> {
  const rows = await db.apiKeyUse.findMany({
    where: { key: { userId } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
    select: { id: true, at: true, purpose: true, outcome: true, key: { select: { maskedKey: true, exchange: true } } },
  });
  return rows.map(({ key, ...use }) => ({ ...use, ...key }));
}

export interface ExchangeRuleView extends OfferedExchange {
  readonly admitUnproven: boolean;
  readonly reason: string | null;
  readonly changedAt: Date | null;
  readonly keys: number;
}

/** Each offered exchange with what an admin decided about it and how many keys are in use. */
export async function exchangeRules(
  db: Pick<Db, "exchangeRule" | "apiKey">,
  offered: readonly OfferedExchange[],
): Promise<readonly ExchangeRuleView[]> {
  const [rules, counts] = await Promise.all([
    db.exchangeRule.findMany(),
    db.apiKey.groupBy({ by: ["exchange"], where: { status: { not: "REVOKED" } }, _count: { id: true } }),
  ]);
  return offered.map((exchange) => {
    const rule = rules.find((each) => each.exchange === exchange.id);
    return {
      ...exchange,
      admitUnproven: rule?.admitUnproven ?? false,
      reason: rule?.reason ?? null,
      changedAt: rule?.changedAt ?? null,
      keys: counts.find((each) => each.exchange === exchange.id)?._count.id ?? 0,
    };
  });
}

/** Markets that a key may trade, as its exchange said when it was last checked; none where it said nothing. */
export async function marketsOfKey(db: Pick<Db, "apiKey">, id: string): Promise<readonly ("spot" | "swap")[]> {
  const row = await db.apiKey.findUnique({ where: { id }, select: { permissions: true } });
  const rights = row?.permissions;
  if (typeof rights !== "object" || rights === null) return [];
  return (["spot", "swap"] as const).filter((market) => Reflect.get(rights, market) === true);
}
