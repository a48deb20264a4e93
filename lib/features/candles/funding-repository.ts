import type { FundingColumns } from "@/lib/trading/engine/settings";
import type { FundingKey, FundingSpan } from "./funding.ts";
import type { Rows } from "./repository.ts";

/** Two imports of one symbol's funding wait for each other; held to the end of the transaction. */
export async function lockFunding(tx: Rows, { exchange, symbol }: FundingKey): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`funding ${exchange} ${symbol}`}, 0))::text`;
}

/** Stored events in [from, to), oldest first. */
export async function readFunding(
  tx: Rows,
  { exchange, symbol }: FundingKey,
  from: number,
  to: number,
): Promise<FundingColumns> {
  const rows = await tx.fundingRate.findMany({
    where: { exchange, symbol, timeMs: { gte: whole(from), lt: whole(to) } },
    orderBy: { timeMs: "asc" },
    select: { timeMs: true, rate: true },
  });
  const time = new Float64Array(rows.length);
  const rate = new Float64Array(rows.length);
  for (const [row, event] of rows.entries()) {
    time[row] = Number(event.timeMs);
    rate[row] = event.rate;
  }
  return { time, rate };
}

export async function insertFunding(
  tx: Rows,
  { exchange, symbol }: FundingKey,
  events: readonly { time: number; rate: number }[],
): Promise<void> {
  if (events.length === 0) return;
  const times = events.map(({ time }) => BigInt(time));
  const rates = events.map(({ rate }) => rate);
  await tx.$executeRaw`
    INSERT INTO funding_rates (exchange, symbol, "timeMs", rate)
    SELECT ${exchange}, ${symbol}, * FROM unnest(${times}::bigint[], ${rates}::float8[])
    ON CONFLICT (exchange, symbol, "timeMs") DO UPDATE SET rate = excluded.rate`;
}

/** What is stored, by exchange and symbol. */
export async function listFundingRows(tx: Rows): Promise<FundingSpan[]> {
  const rows = await tx.fundingRate.groupBy({
    by: ["exchange", "symbol"],
    _count: true,
    _min: { timeMs: true },
    _max: { timeMs: true },
    orderBy: [{ exchange: "asc" }, { symbol: "asc" }],
  });
  return rows.map(({ exchange, symbol, _count, _min, _max }) => ({
    exchange,
    symbol,
    fromMs: Number(_min.timeMs),
    toMs: Number(_max.timeMs),
    events: _count,
  }));
}

function whole(at: number): bigint {
  return BigInt(Math.ceil(Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, at))));
}
