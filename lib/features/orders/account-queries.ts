import type { Tx } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { listOf, nullable, oneOf, shape, text } from "@/lib/kernel/shape";
import { toIso, type UtcMs, utcDay, utcMs } from "@/lib/kernel/time";

/** What a wallet holds of one currency; exact decimal strings. */
export interface WalletView {
  /** A unified account stands under one market. */
  readonly market: "spot" | "swap";
  readonly currency: string;
  readonly free: string;
  readonly total: string;
}

/** One exchange account of a user as the worker that holds it last found it. */
export interface TradeAccountView {
  readonly credentialId: string;
  readonly state: "RECOVERING" | "READY" | "BLOCKED";
  /** Why it takes nothing new, in words; null: it does. */
  readonly reason: string | null;
  readonly equityUsd: string | null;
  /** The most that it was worth since live began: drawdown is measured from there. */
  readonly peakUsd: string | null;
  /** null: not measured yet. */
  readonly wallets: readonly WalletView[] | null;
  readonly measuredAt: string | null;
}

const readWallets = nullable(
  listOf(shape<WalletView>({ market: oneOf("spot", "swap"), currency: text, free: text, total: text })),
);

/** Accounts that a worker has held so far, by their key. */
export async function tradeAccountsOf(
  db: Pick<Tx, "tradeAccount">,
  userId: string,
): Promise<ReadonlyMap<string, TradeAccountView>> {
  const rows = await db.tradeAccount.findMany({
    where: { userId },
    select: {
      keyId: true,
      state: true,
      reason: true,
      equityUsd: true,
      peakUsd: true,
      wallets: true,
      measuredAt: true,
    },
  });
  return new Map(
    rows.map(({ keyId, equityUsd, peakUsd, wallets, measuredAt, ...row }) => [
      keyId,
      {
        ...row,
        credentialId: keyId,
        equityUsd: amountText(equityUsd),
        peakUsd: amountText(peakUsd),
        wallets: readWallets(wallets, "trade_accounts.wallets"),
        measuredAt: measuredAt === null ? null : toIso(utcMs(measuredAt)),
      },
    ]),
  );
}

/** What a user opened on real accounts on the UTC day of `at`: what his limits count. */
export async function openedToday(
  db: Pick<Tx, "tradeDay">,
  userId: string,
  at: UtcMs,
): Promise<{ readonly day: string; readonly entries: number; readonly usd: string }> {
  const day = utcDay(at);
  const row = await db.tradeDay.findUnique({ where: { userId_day: { userId, day } } });
  return { day, entries: row?.entries ?? 0, usd: amountText(row?.usd ?? null) ?? "0" };
}

export interface StopView {
  readonly scope: "PLATFORM" | "EXCHANGE" | "STRATEGY" | "USER" | "SESSION";
  /** The exchange where it is one's; empty otherwise. */
  readonly exchange: string;
  readonly reason: string;
  readonly since: string;
}

/** Kill switches that are engaged and stop what a user opens by hand at these exchanges, the widest first. */
export async function stopsOf(
  db: Pick<Tx, "killSwitch">,
  userId: string,
  exchanges: readonly string[],
): Promise<readonly StopView[]> {
  const rows = await db.killSwitch.findMany({
    where: {
      engagedAt: { not: null },
      OR: [{ scope: "PLATFORM" }, { scope: "EXCHANGE", key: { in: [...exchanges] } }, { scope: "USER", key: userId }],
    },
    orderBy: [{ scope: "asc" }, { key: "asc" }],
    select: { scope: true, key: true, reason: true, engagedAt: true },
  });
  return rows.flatMap(({ scope, key, reason, engagedAt }) =>
    engagedAt === null
      ? []
      : [{ scope, exchange: scope === "EXCHANGE" ? key : "", reason, since: toIso(utcMs(engagedAt)) }],
  );
}

function amountText(value: { toString(): string } | null): string | null {
  return value === null ? null : plain(dec(value.toString()));
}
