import { Prisma, type Tx } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";
import type { MeasuredAccount } from "./measure-account.ts";
import { AccountLost, type HeldAccount } from "./order-ctx.ts";
import { IS_ROTATED } from "./queries.ts";
import type { OpenedAccount } from "./take-account.ts";

/** Takes an account over: from this commit on every worker that held it before can write nothing more, and what it compared counts for nothing. @returns the new epoch */
export async function raiseEpoch(
  tx: Tx,
  { keyId, userId, openedWith }: Pick<OpenedAccount, "keyId" | "userId" | "openedWith">,
  at: UtcMs,
): Promise<number> {
  const rows = await tx.$queryRaw<{ epoch: number }[]>(Prisma.sql`
    INSERT INTO trade_accounts ("keyId", "userId", state, reason, epoch, "takenAt", "openedWith")
    VALUES (${keyId}, ${userId}, 'RECOVERING', ${RECOVERING_TEXT}, 1, ${new Date(at)}, ${openedWith})
    ON CONFLICT ("keyId") DO UPDATE SET epoch = trade_accounts.epoch + 1, state = 'RECOVERING', reason = excluded.reason,
      "takenAt" = excluded."takenAt", "openedWith" = excluded."openedWith", "reconciledAt" = NULL
    RETURNING epoch`);
  return rows[0]?.epoch ?? 0;
}

export const RECOVERING_TEXT = "Your account is being compared with the exchange; new trades wait until that is done.";

/** First in every transaction of a worker: serialises what is written for one account. @throws AccountLost when it is another's by now */
export async function fence(tx: Tx, account: Pick<HeldAccount, "keyId" | "epoch">): Promise<AccountRow> {
  const rows = await tx.$queryRaw<(AccountRow & { epoch: number })[]>(Prisma.sql`
    SELECT epoch, state::text AS state, reason, "equityUsd", "peakUsd", errors, "errorsFrom" FROM trade_accounts
    WHERE "keyId" = ${account.keyId} FOR UPDATE`);
  const [row] = rows;
  if (row === undefined || row.epoch !== account.epoch) throw new AccountLost(account.keyId);
  return row;
}

/** Fences many accounts at once; one whose rows another transaction holds, or that another worker took over, is left out, so that nobody waits for it. */
export async function fenceFree(
  tx: Tx,
  accounts: readonly Pick<HeldAccount, "keyId" | "epoch">[],
): Promise<ReadonlyMap<string, AccountRow>> {
  const rows = await tx.$queryRaw<(AccountRow & { keyId: string; epoch: number })[]>(Prisma.sql`
    SELECT "keyId", epoch, state::text AS state, reason, "equityUsd", "peakUsd", errors, "errorsFrom" FROM trade_accounts
    WHERE "keyId" = ANY(${accounts.map(({ keyId }) => keyId)}) FOR UPDATE SKIP LOCKED`);
  const held = new Map(accounts.map(({ keyId, epoch }) => [keyId, epoch]));
  return new Map(rows.filter(({ keyId, epoch }) => held.get(keyId) === epoch).map((row) => [row.keyId, row]));
}

export interface AccountRow {
  readonly state: "RECOVERING" | "READY" | "BLOCKED";
  readonly reason: string | null;
  readonly equityUsd: Prisma.Decimal | null;
  readonly peakUsd: Prisma.Decimal | null;
  readonly errors: number;
  readonly errorsFrom: Date | null;
}

/** Of an account that nobody has held yet: null. */
export async function readAccount(tx: Tx, keyId: string): Promise<AccountRow | null> {
  return tx.tradeAccount.findUnique({
    where: { keyId },
    select: { state: true, reason: true, equityUsd: true, peakUsd: true, errors: true, errorsFrom: true },
  });
}

export async function markReady(tx: Tx, keyId: string, at: UtcMs): Promise<void> {
  await tx.tradeAccount.update({
    where: { keyId },
    data: { state: "READY", reason: null, recoveredAt: new Date(at) },
  });
}

/** What the account is worth by now; the most that it ever was only grows. */
export async function writeWorth(
  tx: Tx,
  keyId: string,
  { usd, wallets }: Pick<MeasuredAccount, "usd" | "wallets">,
  at: UtcMs,
): Promise<void> {
  const text = plain(usd.toDecimalPlaces(18));
  const held = wallets
    .filter(({ total }) => !total.isZero())
    .map(({ market, currency, free, total }) => ({ market, currency, free: plain(free), total: plain(total) }));
  await tx.$executeRaw(Prisma.sql`
    UPDATE trade_accounts SET "equityUsd" = ${text}::numeric, "peakUsd" = greatest("peakUsd", ${text}::numeric),
      wallets = ${JSON.stringify(held)}::jsonb, "measuredAt" = ${new Date(at)} WHERE "keyId" = ${keyId}`);
}

/** Drawdown is measured from when live began: the maximum begins anew. */
export async function forgetPeak(tx: Tx, keyId: string): Promise<void> {
  await tx.tradeAccount.updateMany({ where: { keyId }, data: { peakUsd: null } });
}

/** Whether something trades on an account, or is held there. */
export async function tradesLive(tx: Tx, keyId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ trades: boolean }[]>(Prisma.sql`
    SELECT EXISTS (SELECT FROM follows WHERE "credentialId" = ${keyId} AND mode = 'LIVE')
        OR EXISTS (SELECT FROM trading_sessions WHERE "credentialId" = ${keyId} AND mode = 'LIVE' AND state IN ('STARTING', 'RUNNING', 'PAUSED'))
        OR EXISTS (SELECT FROM positions WHERE "keyId" = ${keyId} AND state = 'OPEN') AS trades`);
  return row?.trades === true;
}

/** Whether an order of an account is to be sent or may still fill. */
export async function hasLivingOrder(tx: Tx, keyId: string): Promise<boolean> {
  return (
    (await tx.order.count({
      where: { keyId, state: { in: [...LIVING_STATES] } },
    })) > 0
  );
}

export interface KeyState {
  readonly userId: string;
  readonly exchange: string;
  readonly status: "VALID" | "INVALID" | "UNPROVEN" | "REVOKED";
  readonly validatedAt: Date | null;
}

export async function readKeys(tx: Tx, keyIds: readonly string[]): Promise<ReadonlyMap<string, KeyState>> {
  const rows = await tx.apiKey.findMany({
    where: { id: { in: [...keyIds] } },
    select: { id: true, userId: true, exchange: true, status: true, validatedAt: true },
  });
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

export async function readKey(tx: Tx, keyId: string): Promise<KeyState | null> {
  return tx.apiKey.findUnique({
    where: { id: keyId },
    select: { userId: true, exchange: true, status: true, validatedAt: true },
  });
}

/** Switches that are engaged and concern an order, the widest first. */
export async function switchesFor(
  tx: Tx,
  order: {
    readonly exchange: string;
    readonly userId: string;
    readonly strategyId: string | null;
    readonly sessionId: string | null;
  },
): Promise<{ scope: "PLATFORM" | "EXCHANGE" | "STRATEGY" | "USER" | "SESSION"; reason: string }[]> {
  const { exchange, userId, strategyId, sessionId } = order;
  return tx.killSwitch.findMany({
    where: {
      engagedAt: { not: null },
      OR: [
        { scope: "PLATFORM" },
        { scope: "EXCHANGE", key: exchange },
        { scope: "USER", key: userId },
        ...(strategyId === null ? [] : [{ scope: "STRATEGY" as const, key: strategyId }]),
        ...(sessionId === null ? [] : [{ scope: "SESSION" as const, key: sessionId }]),
      ],
    },
    orderBy: { scope: "asc" },
    select: { scope: true, reason: true },
  });
}

/** Counts an error of the exchange's API, by the minute. */
export async function countError(tx: Tx, keyId: string, at: UtcMs): Promise<void> {
  const now = new Date(at);
  const minuteAgo = new Date(at - 60_000);
  await tx.$executeRaw(Prisma.sql`
    UPDATE trade_accounts SET
      errors = CASE WHEN "errorsFrom" IS NULL OR "errorsFrom" <= ${minuteAgo} THEN 1 ELSE errors + 1 END,
      "errorsFrom" = CASE WHEN "errorsFrom" IS NULL OR "errorsFrom" <= ${minuteAgo} THEN ${now} ELSE "errorsFrom" END
    WHERE "keyId" = ${keyId}`);
}

export interface AccountPlan {
  readonly state: AccountRow["state"];
  readonly reconcileAt: UtcMs | null;
  /** The exchange answered everything since this worker took the account. */
  readonly compared: boolean;
  /** Other secrets lie under its key than those that it was opened with. */
  readonly rotated: boolean;
  /** Its key was deleted: what is held can still be left by whoever has it open. */
  readonly revoked: boolean;
}

export async function readAccountPlan(db: Pick<Tx, "$queryRaw">, keyId: string): Promise<AccountPlan> {
  const [row] = await db.$queryRaw<(Omit<AccountPlan, "reconcileAt"> & { reconcileAt: Date | null })[]>(Prisma.sql`
    SELECT a.state::text AS state, a."reconcileAt", a."reconciledAt" IS NOT NULL AS compared, coalesce(${Prisma.raw(IS_ROTATED)}, false) AS rotated,
      k.status = 'REVOKED' AS revoked
    FROM trade_accounts a JOIN api_keys k ON k.id = a."keyId" WHERE a."keyId" = ${keyId}`);
  invariant(row !== undefined, `the account of ${keyId} was never taken`);
  return { ...row, reconcileAt: row.reconcileAt === null ? null : utcMs(row.reconcileAt) };
}
