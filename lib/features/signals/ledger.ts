import type { Db } from "@/lib/db/client";
import { type ChainEvent, type ChainHead, headText, type SignedHead } from "@/lib/kernel/chain";
import { DAY_MS, HOUR_MS, toIso, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { genesis } from "./chain.ts";
import { chainEventOf } from "./repository.ts";

/** Guests and those without access see events this late, by ctx.clock. */
const LEDGER_DELAY_MS = DAY_MS;

const READ_BATCH = 500;

/**
 * The last event that may be told: the head at once, or the last one before the first event that is younger than 24 h. A prefix always, so
 * that what is told can be checked, whatever a clock did.
 */
export async function visibleHead(db: Db, strategyId: string, atOnce: boolean, now: UtcMs): Promise<ChainHead> {
  const young = atOnce
    ? null
    : await db.signalEvent.findFirst({
        where: { strategyId, receivedAt: { gt: new Date(now - LEDGER_DELAY_MS) } },
        orderBy: { seq: "asc" },
        select: { seq: true },
      });
  const last = await db.signalEvent.findFirst({
    where: { strategyId, ...(young === null ? {} : { seq: { lt: young.seq } }) },
    orderBy: { seq: "desc" },
    select: { strategyId: true, seq: true, hash: true },
  });
  return last ?? genesis(strategyId);
}

/** One page of a chain, [afterSeq + 1, upTo]. */
export async function ledgerPage(
  db: Db,
  strategyId: string,
  afterSeq: number,
  upTo: number,
  limit: number,
): Promise<ChainEvent[]> {
  const rows = await db.signalEvent.findMany({
    where: { strategyId, seq: { gt: afterSeq, lte: upTo } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  return rows.map(chainEventOf);
}

/** The newest page: for a table that shows the last first. */
export async function newestEvents(db: Db, strategyId: string, upTo: number, limit: number): Promise<ChainEvent[]> {
  const rows = await db.signalEvent.findMany({
    where: { strategyId, seq: { lte: upTo } },
    orderBy: { seq: "desc" },
    take: limit,
  });
  return rows.map(chainEventOf);
}

/** All events up to `upTo`, in pages: a long chain is never held in memory whole. */
export async function* readChain(
  db: Db,
  strategyId: string,
  upTo = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<ChainEvent> {
  for (let from = 0; from < upTo; ) {
    const page = await ledgerPage(db, strategyId, from, Math.min(upTo, 2_147_483_647), READ_BATCH);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    from = last.seq;
  }
}

/** Signs a head as of now. It is kept too, at most once an hour for a head that does not move: downloads of guests must not fill the table. */
export async function signHead(
  ctx: Pick<Ctx, "db" | "clock" | "ids" | "ledgerSigner">,
  head: ChainHead,
): Promise<SignedHead> {
  const now = ctx.clock.now();
  const unsigned = { strategyId: head.strategyId, seq: head.seq, hash: head.hash, at: toIso(now) };
  const signed = { ...unsigned, signature: ctx.ledgerSigner.sign(headText(unsigned)) };
  const kept = await ctx.db.ledgerHead.findFirst({
    where: { strategyId: head.strategyId, seq: head.seq, at: { gt: new Date(now - HOUR_MS) } },
    select: { id: true },
  });
  if (kept === null && head.seq > 0)
    await ctx.db.ledgerHead.create({ data: { ...signed, id: ctx.ids.make("ledgerHead"), at: new Date(now) } });
  return signed;
}

/** Each hour: signs the head of every chain that has moved since its last signature. @returns how many */
export async function signMovedHeads(ctx: Pick<Ctx, "db" | "clock" | "ids" | "ledgerSigner">): Promise<number> {
  const moved = await ctx.db.$queryRaw<ChainHead[]>`
    SELECT h."strategyId", h.seq, h.hash FROM strategy_heads h
    WHERE h.seq > coalesce((SELECT max(l.seq) FROM ledger_heads l WHERE l."strategyId" = h."strategyId"), 0)
    ORDER BY h."strategyId"`;
  for (const head of moved) await signHead(ctx, head);
  return moved.length;
}

/** Strategies that have a chain. */
export async function chainIds(db: Db): Promise<string[]> {
  const rows = await db.strategyHead.findMany({ select: { strategyId: true }, orderBy: { strategyId: "asc" } });
  return rows.map(({ strategyId }) => strategyId);
}

/** Every head that the server signed for a chain, oldest first. */
export async function keptHeads(db: Db, strategyId: string): Promise<ChainHead[]> {
  return db.ledgerHead.findMany({
    where: { strategyId },
    orderBy: { seq: "asc" },
    select: { strategyId: true, seq: true, hash: true },
  });
}
