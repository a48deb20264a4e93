import { utcMs } from "@/lib/kernel/time";
import type { ReplayState } from "@/lib/ports/market-data";
import type { Rows } from "./repository.ts";

/** There is one market, so there is one row. */
const ID = 1;

export interface ReplayRow extends ReplayState {
  readonly madeFrom: string | null;
}

export async function findReplay(tx: Rows): Promise<ReplayRow | null> {
  const row = await tx.marketReplay.findUnique({ where: { id: ID } });
  return row === null ? null : stateOf(row);
}

/** The row, locked to the end of the transaction: commands follow one another. */
export async function lockReplay(tx: Rows): Promise<ReplayRow | null> {
  await tx.$queryRaw`SELECT id FROM market_replay WHERE id = ${ID} FOR UPDATE`;
  return findReplay(tx);
}

export async function putReplay(tx: Rows, state: ReplayState, madeFrom: string | null): Promise<void> {
  const values = {
    anchorMarketMs: state.anchorMarketMs,
    anchorClockMs: state.anchorClockMs,
    speed: state.speed,
    paused: state.paused,
    walkedMs: state.walkedMs,
    stepBars: state.stepBars,
    revision: state.revision,
    madeFrom,
  };
  await tx.marketReplay.upsert({ where: { id: ID }, create: { id: ID, ...values }, update: values });
}

/**
 * Notes progress if the row still has this revision. The commit does not wait for the disk: should the server itself lose it, every later
 * commit is lost with it, so a place that is noted too early cannot come back, and one that is noted too late only repeats a point whose
 * effects stand.
 */
export async function advanceReplay(
  tx: Rows,
  revision: number,
  change: Partial<Pick<ReplayState, "walkedMs" | "anchorMarketMs" | "anchorClockMs" | "stepBars">>,
): Promise<ReplayState | null> {
  const rows = await tx.$queryRaw<RawRow[]>`
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE market_replay SET
      "walkedMs" = COALESCE(${change.walkedMs ?? null}::bigint, "walkedMs"),
      "anchorMarketMs" = COALESCE(${change.anchorMarketMs ?? null}::bigint, "anchorMarketMs"),
      "anchorClockMs" = COALESCE(${change.anchorClockMs ?? null}::bigint, "anchorClockMs"),
      "stepBars" = COALESCE(${change.stepBars ?? null}::int, "stepBars")
    FROM quick WHERE id = ${ID} AND revision = ${revision}
    RETURNING "anchorMarketMs", "anchorClockMs", speed, paused, "walkedMs", "stepBars", revision, "madeFrom"`;
  return rows[0] === undefined ? null : stateOf(rows[0]);
}

interface RawRow {
  anchorMarketMs: bigint;
  anchorClockMs: bigint;
  speed: number;
  paused: boolean;
  walkedMs: bigint;
  stepBars: number;
  revision: number;
  madeFrom: string | null;
}

function stateOf(row: RawRow): ReplayRow {
  return {
    anchorMarketMs: Number(row.anchorMarketMs),
    anchorClockMs: utcMs(Number(row.anchorClockMs)),
    speed: row.speed,
    paused: row.paused,
    walkedMs: Number(row.walkedMs),
    stepBars: row.stepBars,
    revision: row.revision,
    madeFrom: row.madeFrom,
  };
}
