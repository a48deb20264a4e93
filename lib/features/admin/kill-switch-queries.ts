import { Prisma, type Tx } from "@/lib/db/client";
import type { KillScope } from "@/lib/features/orders/kill-switch";

type Rows = Pick<Tx, "$queryRaw">;

/** What a person typed for a scope, as its switch knows it: users by id or address, strategies by id or address of their page. null: there is none. */
export async function findSwitchKey(
  db: Rows,
  scope: "STRATEGY" | "USER" | "SESSION",
  typed: string,
): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>(
    scope === "USER"
      ? Prisma.sql`SELECT id FROM users WHERE id = ${typed} OR email = ${typed.toLowerCase()}`
      : scope === "STRATEGY"
        ? Prisma.sql`SELECT id FROM strategies WHERE id = ${typed} OR slug = ${typed}`
        : Prisma.sql`SELECT id FROM trading_sessions WHERE id = ${typed}`,
  );
  return row?.id ?? null;
}

export interface SwitchRow {
  readonly scope: KillScope;
  readonly key: string;
  /** What the key names, as people know it; null: the platform, an exchange, or nothing that is still there. */
  readonly name: string | null;
  readonly reason: string;
  readonly by: string;
  readonly engagedAt: Date;
}

/** Switches that are engaged, the latest first. */
export async function engagedRows(db: Rows): Promise<SwitchRow[]> {
  return db.$queryRaw<SwitchRow[]>(Prisma.sql`
    SELECT k.scope::text AS scope, k.key, coalesce(u.email, s.name) AS name, k.reason, coalesce(e.email, k."engagedBy") AS by, k."engagedAt"
    FROM kill_switches k
    LEFT JOIN users u ON k.scope = 'USER' AND u.id = k.key
    LEFT JOIN strategies s ON k.scope = 'STRATEGY' AND s.id = k.key
    LEFT JOIN users e ON e.id = k."engagedBy"
    WHERE k."engagedAt" IS NOT NULL ORDER BY k."engagedAt" DESC, k.scope, k.key`);
}
