import { type Db, Prisma } from "@/lib/db/client";
import { EXCHANGES } from "@/lib/kernel/exchange-name";
import { PAIRS_MAX } from "./input.ts";

/**
 * Pairs, each at an exchange, that strategies of one provider have watched before anything is open: as many as one strategy may name. A stream
 * a pair is opened for each, so without an end one provider could take the feed away from all others by strategies that nobody follows.
 */
export const WATCHED_PAIRS_MAX = PAIRS_MAX * EXCHANGES.length;

/** How many pairs, each at an exchange, a provider's strategies name that are not closed; spot and swap of a pair are one. */
export async function countNamedPairs(db: Db, providerId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>(Prisma.sql`
    SELECT count(DISTINCT (lower(exchange), split_part(pair, ':', 1)))::int AS count
    FROM strategies, unnest(exchanges) AS exchange, unnest("supportedPairs") AS pair
    WHERE "providerId" = ${providerId} AND status <> 'ARCHIVED'`);
  return row?.count ?? 0;
}
