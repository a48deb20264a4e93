import { csvWords } from "@/lib/kernel/csv";
import { DAY_MS, type UtcMs, utcDay } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReportQuery } from "./input.ts";
import { type FlagView, flagsBetween, type ReportedTrade, tradesBetween } from "./queries.ts";

/** A report without a beginning goes back so far. */
const REPORT_DAYS = 30;

const TRADE_COLUMNS = [
  "at",
  "intentId",
  "userId",
  "email",
  "identityVerified",
  "exchange",
  "symbol",
  "side",
  "qty",
  "plannedUsd",
  "countedUsd",
  "state",
  "refusedBy",
] as const satisfies readonly (keyof ReportedTrade)[];

const FLAG_COLUMNS = [
  "at",
  "id",
  "kind",
  "userId",
  "email",
  "identityVerified",
  "usd",
  "reason",
  "verdict",
  "decidedBy",
  "decidedAt",
  "note",
];

/** The record of real-money trades, or of what was flagged and decided, as RFC 4180; days in UTC, both included. */
export async function complianceReport(
  ctx: Pick<Ctx, "db" | "clock">,
  { what, from, to }: ReportQuery,
): Promise<{ readonly name: string; readonly body: string }> {
  const now = ctx.clock.now();
  const first = from ?? utcDay((now - REPORT_DAYS * DAY_MS) as UtcMs);
  const last = to ?? utcDay(now);
  const span = [new Date(`${first}T00:00:00Z`), new Date(Date.parse(`${last}T00:00:00Z`) + DAY_MS)] as const;
  const lines =
    what === "trades"
      ? [TRADE_COLUMNS, ...(await tradesBetween(ctx.db, ...span)).map(tradeCells)]
      : [FLAG_COLUMNS, ...(await flagsBetween(ctx.db, ...span)).map(flagCells)];
  const body = `${lines.map((cells) => cells.map(csvWords).join(",")).join("\r\n")}\r\n`;
  return { name: `heliograph-${what}-${first}-to-${last}.csv`, body };
}

function tradeCells(trade: ReportedTrade): readonly string[] {
  return TRADE_COLUMNS.map((column) => {
    const value = trade[column];
    return value instanceof Date ? value.toISOString() : String(value);
  });
}

function flagCells({ at, id, kind, user, usd, reason, review }: FlagView): readonly string[] {
  return [
    ...[at, id, kind, user.id, user.email, String(user.identityVerified), usd ?? "", reason],
    ...[review?.verdict ?? "", review?.by ?? "", review?.at ?? "", review?.note ?? ""],
  ];
}
