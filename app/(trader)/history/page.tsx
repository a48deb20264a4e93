import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { CALENDAR_WEEKS, calendarStart } from "@/components/charts/calendar";
import { DayHeatmap } from "@/components/charts/day-heatmap";
import { closedBy } from "@/components/copies/closed-by";
import { enteredBy } from "@/components/copies/entered-by";
import { PnlFigure } from "@/components/trades/pnl-figure";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { Price, Qty, QuoteAmount } from "@/components/ui/figures";
import { commonQuote, formatSymbol } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { UnlessUtc, ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { marketSteps } from "@/lib/features/candles/queries";
import { getPaperAccount } from "@/lib/features/copies/account-queries";
import { closedDays } from "@/lib/features/copies/closed-days-queries";
import { liveRecord } from "@/lib/features/copies/live/live-queries";
import { listPositions } from "@/lib/features/copies/queries";
import type { PnlPeriod } from "@/lib/features/trades/pnl-periods";
import { tradePnl } from "@/lib/features/trades/trade-pnl";
import { stepsAt } from "@/lib/kernel/market-steps";
import { utcDay, utcMs } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "History" };

const PAGE_SIZE = 50;
const PNL_MONTHS = 12;
const IN_DOLLARS =
  " Sums are in US dollars: a dollar coin such as USDT counts as one, another coin as what it was worth when the trade was planned.";
const CURRENT = { variant: "primary", "aria-current": "page" } as const;

interface Props {
  readonly searchParams: Promise<{ after?: string | string[]; mode?: string | string[]; by?: string | string[] }>;
}

/** Paper and live are two records, never one sum: live ones are shown by themselves once there are any. */
export default async function HistoryPage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const { after, mode: asked, by } = await searchParams;
  const mode = asked === "live" ? "LIVE" : "PAPER";
  const period: PnlPeriod = by === "week" || by === "month" ? by : "day";
  const ctx = getCtx();
  const today = utcDay(ctx.clock.now());
  const [account, live, calendar, pnl, page] = await Promise.all([
    getPaperAccount(ctx, actor.userId),
    liveRecord(ctx.db, actor.userId),
    closedDays(ctx, actor.userId, utcMs(Date.parse(calendarStart(today))), mode),
    tradePnl(ctx, actor.userId, { period, months: PNL_MONTHS, mode }),
    listPositions(ctx, actor.userId, {
      state: "CLOSED",
      mode,
      cursor: typeof after === "string" ? after : undefined,
      limit: PAGE_SIZE,
    }),
  ]);
  const steps = await marketSteps(ctx.db, page.items);
  const unit = mode === "LIVE" ? "USD" : "USDT";
  const quote = commonQuote(page.items.map(({ symbol }) => symbol));
  const inCoin = quote === null ? "" : `, ${quote}`;
  const record = mode === "LIVE" ? live : account;
  const evidence =
    record === null ? undefined : (
      <EvidenceLine
        evidence={mode === "LIVE" ? "LIVE_FOLLOWER" : "PAPER"}
        from={record.startedAt}
        to={ctx.clock.now()}
        count={record.closedTrades}
        noun="closed trade"
      />
    );
  return (
    <>
      <PageHead
        title="History"
        lead={
          <>
            Closed trades, newest first. Results are after all fees, without the funding of perpetuals. Times are in{" "}
            <ZoneName />
            <UnlessUtc>; days, weeks and months are UTC&rsquo;s</UnlessUtc>.{mode === "LIVE" && IN_DOLLARS}
          </>
        }
        actions={
          <a className="btn" href="/api/positions/export" download>
            <Download className="ic" aria-hidden="true" />
            Export CSV
          </a>
        }
      />
      {(live !== null || mode === "LIVE") && (
        <nav aria-label="Which record" className="mb-5 flex flex-wrap gap-2">
          <ButtonLink href={hrefOf("PAPER", {})} size="sm" {...(mode === "PAPER" ? CURRENT : {})}>
            Paper
          </ButtonLink>
          <ButtonLink href={hrefOf("LIVE", {})} size="sm" {...(mode === "LIVE" ? CURRENT : {})}>
            Live
          </ButtonLink>
        </nav>
      )}
      {after === undefined && calendar.days.length > 0 && (
        <Panel label="Results by day" sub={evidence} className="mb-5">
          <DayHeatmap title={`Results by day, last ${CALENDAR_WEEKS} weeks`} unit={unit} to={today} {...calendar} />
        </Panel>
      )}
      {after === undefined && pnl.items.length > 0 && (
        <Panel label={`Results by ${period}, added up`} sub={evidence} className="mb-5">
          <PnlFigure
            rows={pnl.items}
            period={period}
            months={PNL_MONTHS}
            evidence={mode === "LIVE" ? "LIVE_FOLLOWER" : "PAPER"}
            unit={unit}
            hrefOf={(other) => hrefOf(mode, { by: other })}
          />
        </Panel>
      )}
      <Panel label="Closed trades" sub={evidence} flush>
        {page.items.length === 0 ? (
          <EmptyState
            title="No closed trades yet"
            level={2}
            action={<ButtonLink href="/strategies">Browse strategies</ButtonLink>}
          >
            A trade is listed here when its last part has left the market.
          </EmptyState>
        ) : (
          <Table
            label="Closed trades"
            minWidth={860}
            head={
              <>
                <Th>Trade</Th>
                <Th num>Quantity</Th>
                <Th num>Entry</Th>
                <Th num>Average exit</Th>
                <Th num>Fees{inCoin}</Th>
                <Th num>Result{inCoin}</Th>
                <Th>Closed by</Th>
                <Th num>
                  Closed (<ZoneName />)
                </Th>
              </>
            }
          >
            {page.items.map((trade) => (
              <tr key={trade.id}>
                <Td>
                  <Link href={`/positions/${trade.id}`} className="hover:underline">
                    <b className="font-semibold">{trade.side === "LONG" ? "Long" : "Short"}</b>{" "}
                    {formatSymbol(trade.symbol)}
                  </Link>
                  <span className="block text-caption text-ink-3">{enteredBy(trade)}</span>
                </Td>
                <Td num>
                  <Qty value={trade.entryQty} lot={stepsAt(steps, trade).lot} />
                </Td>
                <Td num>
                  <Price value={trade.entryPrice} tick={stepsAt(steps, trade).tick} average />
                </Td>
                <Td num>
                  {trade.exitPrice === null ? (
                    "—"
                  ) : (
                    <Price value={trade.exitPrice} tick={stepsAt(steps, trade).tick} average />
                  )}
                </Td>
                <Td num>
                  <QuoteAmount value={trade.fees} symbol={trade.symbol} bare={quote !== null} />
                </Td>
                <Td num>
                  <QuoteAmount value={trade.realisedPnl} symbol={trade.symbol} bare={quote !== null} delta />
                </Td>
                <Td>{trade.closeReason === null ? "—" : closedBy(trade.closeReason)}</Td>
                <Td num>{trade.closedAt === null ? "—" : <When at={trade.closedAt} as="datetime" />}</Td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
      <Pagination
        label="Pages of closed trades"
        previous={after === undefined ? null : hrefOf(mode, {})}
        next={page.nextCursor === null ? null : hrefOf(mode, { after: page.nextCursor })}
      />
      <RiskLine />
    </>
  );
}

function hrefOf(mode: "PAPER" | "LIVE", more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ ...(mode === "LIVE" ? { mode: "live" } : {}), ...more }).toString();
  return query === "" ? "/history" : `/history?${query}`;
}
