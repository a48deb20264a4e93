import { Prisma, type Tx } from "@/lib/db/client";

type Reader = Pick<Tx, "$queryRaw" | "signInThrottle">;

/** Tries before the first lock, and the longest lock. See throttle.ts for what follows from them. */
const FREE_TRIES = 5;
const LOCK_MINUTES_MAX = 60;
/** The leaky bucket of one address: 50 guesses at once, one more each 72 s, so at most 100 in any hour. */
const IP_BURST = 50;
const IP_REFILL_MS = 72_000;

/** A day without a guess forgets; so does a clock that was set back (tests do), or its locks would last until it comes round again. */
function forgotten(now: Date): Prisma.Sql {
  return Prisma.sql`(t."updatedAt" < ${now}::timestamptz - interval '24 hours' OR t."updatedAt" > ${now}::timestamptz + interval '1 minute')`;
}

/**
 * Takes one guess of an account, in one statement so that parallel guesses cannot share it: null when taken, else when the lock ends.
 * From the fifth on each guess locks for twice as long as the one before; a day without a guess forgets.
 */
export async function takeAccountGuess(db: Reader, key: string, now: Date): Promise<Date | null> {
  const taken = await db.$queryRaw<{ failures: number }[]>`
    INSERT INTO sign_in_throttles AS t (key, failures, until, "updatedAt") VALUES (${key}, 1, ${now}, ${now})
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN ${forgotten(now)} THEN 1 ELSE t.failures + 1 END,
      until = CASE
        WHEN ${forgotten(now)} OR t.failures + 1 < ${FREE_TRIES}::int THEN ${now}::timestamptz
        ELSE ${now}::timestamptz + least(${LOCK_MINUTES_MAX}::int, power(2, least(t.failures + 1 - ${FREE_TRIES}::int, 6))) * interval '1 minute'
      END,
      "updatedAt" = ${now}
    WHERE t.until <= ${now} OR ${forgotten(now)}
    RETURNING failures`;
  if (taken.length > 0) return null;
  const row = await db.signInThrottle.findUnique({ where: { key } });
  return row?.until ?? now;
}

/** Takes one guess of an address: null when taken, else when the next one may come. */
export async function takeIpGuess(db: Reader, key: string, now: Date): Promise<Date | null> {
  const taken = await db.$queryRaw<{ until: Date }[]>`
    INSERT INTO sign_in_throttles AS t (key, failures, until, "updatedAt")
    VALUES (${key}, 1, ${now}::timestamptz + ${IP_REFILL_MS}::int * interval '1 millisecond', ${now})
    ON CONFLICT (key) DO UPDATE SET
      failures = t.failures + 1,
      until = CASE WHEN ${forgotten(now)} THEN ${now}::timestamptz ELSE greatest(t.until, ${now}) END + ${IP_REFILL_MS}::int * interval '1 millisecond',
      "updatedAt" = ${now}
    WHERE t.until <= ${now}::timestamptz + ${(IP_BURST - 1) * IP_REFILL_MS}::int * interval '1 millisecond' OR ${forgotten(now)}
    RETURNING until`;
  if (taken.length > 0) return null;
  const row = await db.signInThrottle.findUnique({ where: { key } });
  return new Date(Math.max(now.getTime(), (row?.until ?? now).getTime() - (IP_BURST - 1) * IP_REFILL_MS));
}

/** The guess was right: it counts against nobody. */
export async function giveBackIpGuess(db: Reader, key: string): Promise<void> {
  await db.$queryRaw`
    UPDATE sign_in_throttles SET until = until - ${IP_REFILL_MS}::int * interval '1 millisecond' WHERE key = ${key} RETURNING 1 AS one`;
}

export async function forgetGuesses(db: Pick<Tx, "signInThrottle">, key: string): Promise<void> {
  await db.signInThrottle.deleteMany({ where: { key } });
}
