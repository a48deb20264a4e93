import type { Pool } from "pg";

const WRITE_MS = 1_000;
/** The row must end before the window it tells of, so that a new window never meets the old count. */
const MARGIN_MS = 100;

interface Count {
  readonly points: number;
  readonly expire: number;
}

/**
 * Writes what Redis counted into the table rate_limits, at most once a second: a Redis that is killed or flushed does not hand out the limits
 * anew. The rows are those that RateLimiterPostgres counts in, so it goes on from them.
 */
export class RememberedCounts {
  readonly #pool: Pool;
  readonly #counts = new Map<string, Count>();
  #timer: NodeJS.Timeout | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  note(key: string, points: number, msLeft: number): void {
    const now = Date.now();
    const present = this.#counts.get(key);
    const before = present === undefined || present.expire <= now ? { points: 0, expire: 0 } : present;
    // Answers may overtake each other: the highest of a window counts.
    this.#counts.set(key, {
      points: Math.max(before.points, points),
      expire: Math.max(before.expire, now + msLeft - MARGIN_MS),
    });
    this.#timer ??= setTimeout(() => void this.write().catch(() => undefined), WRITE_MS).unref();
  }

  /** Writes at once. */
  async write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const counts = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)); // one order of locks in every process
    this.#counts.clear();
    if (counts.length === 0) return;
    await this.#pool.query(
      `INSERT INTO rate_limits (key, points, expire)
       SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
       ON CONFLICT (key) DO UPDATE SET
         points = CASE WHEN rate_limits.expire > $4 THEN greatest(rate_limits.points, excluded.points) ELSE excluded.points END,
         expire = CASE WHEN rate_limits.expire > $4 THEN greatest(rate_limits.expire, excluded.expire) ELSE excluded.expire END`,
      [
        counts.map(([key]) => key),
        counts.map(([, one]) => one.points),
        counts.map(([, one]) => one.expire),
        Date.now(),
      ],
    );
  }
}
