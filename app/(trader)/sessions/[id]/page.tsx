import { Download } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeyFigures } from "@/components/backtests/key-figures";
import { RunCurve } from "@/components/backtests/run-curve";
import { TRADES_A_PAGE, TradeTable } from "@/components/backtests/trade-table";
import { AccountPanel } from "@/components/trading-sessions/account-panel";
import { LiveSession } from "@/components/trading-sessions/live-session";
import { ParityPanel } from "@/components/trading-sessions/parity-panel";
import { SessionLog } from "@/components/trading-sessions/session-log";
import { SessionSettingsPanel } from "@/components/trading-sessions/session-settings";
import { StopSession } from "@/components/trading-sessions/stop-session";
import { SOURCE_WORDS } from "@/components/trading-sessions/words";
import { ModeBadge, StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { formatSymbol, plural, symbolCoins } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Columns, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";

import { strategyByName, titleOf } from "@/lib/features/backtests/strategies";
import { latestTicker } from "@/lib/features/candles/queries";
import { SESSION_LIMITS } from "@/lib/features/trading-sessions/limits";
import { getSession } from "@/lib/features/trading-sessions/queries";
import { sessionCurve } from "@/lib/features/trading-sessions/session-curve";
import { plain } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { toIso } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import { checkParityAction, stopSessionAction } from "../actions.ts";

export const metadata: Metadata = { title: "Session" };

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Readonly<Record<"trade" | "trades", string | string[] | undefined>>>;
}

export default async function SessionPage({ params, searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const [{ id }, asked] = await Promise.all([params, searchParams]);
  const ctx = getCtx();
  const session = await getSession(ctx, actor.userId, id);
  if (session === null) notFound();
  const ticker = await latestTicker(ctx.db, session.exchange, session.symbol);
  const { quote } = symbolCoins(session.symbol);
  const title = `${titleOf(session.strategy)} on ${formatSymbol(session.symbol)}`;
  const { trades } = session;
  const chosen = whole(asked.trade, trades.length);
  const marked = chosen === null ? undefined : trades[chosen - 1];
  const pages = Math.max(1, Math.ceil(trades.length / TRADES_A_PAGE));
  const page = whole(asked.trades, pages) ?? (chosen === null ? pages : Math.ceil(chosen / TRADES_A_PAGE));
  const from = Date.parse(session.firstBarAt);
  const to = session.lastCloseAt === null ? from + 1 : Date.parse(session.lastCloseAt);
  return (
    <>
      <PageHead
        crumbs={[{ href: "/sessions", label: "Sessions" }]}
        title={title}
        badges={
          <>
            <ModeBadge mode={session.mode} />
            <StatusBadge status={session.status} />
          </>
        }
        facts={[
          `${session.timeframe}, ${exchangeName(session.exchange)}`,
          SOURCE_WORDS[session.source],
          `${plural(session.bars, "candle")} taken${session.gaps === 0 ? "" : `, ${plural(session.gaps, "gap")}`}`,
        ]}
        actions={
          <>
            {trades.length > 0 && (
              <a className="btn" href={`/api/trading/sessions/${id}/export`} download>
                <Download className="ic" aria-hidden="true" />
                Trades CSV
              </a>
            )}
            {session.mode === "PAPER" && strategyByName(session.strategy)?.kind === "signals" && (
              <ButtonLink href={`/sessions/${id}/live`}>Trade it live</ButtonLink>
            )}
            {session.status === "RUNNING" && (
              <StopSession
                id={id}
                title={title}
                holds={session.position !== 0}
                live={session.mode === "LIVE"}
                action={stopSessionAction}
              />
            )}
          </>
        }
      />
      <div className="stack">
        {session.status !== "RUNNING" && (
          <Notice
            tone={session.status === "FAILED" ? "bad" : "info"}
            title={session.status === "FAILED" ? "It failed." : "It has stopped."}
          >
            {session.stopReason}
          </Notice>
        )}
        {session.account !== null && (
          <>
            <AccountPanel
              account={session.account}
              name={`${exchangeName(session.exchange)} ${session.account.maskedKey}`}
              unit={quote}
              from={session.startedAt}
              to={ctx.clock.now()}
            />
            <Notice tone="info" title="Its twin on paper.">
              What follows is the account that the strategy decides on. Yours above follows it.
            </Notice>
          </>
        )}
        <LiveSession
          key={session.status}
          session={rowOf(session)}
          price={ticker === null ? null : { last: plain(ticker.last), at: toIso(ticker.exchangeAt) }}
        />
        {session.metrics === null ? (
          <Panel title="Equity">
            {session.candlesKept ? (
              <EmptyState title="No candle has closed yet" level={3}>
                The first one opened when you started. Its close draws the first point.
              </EmptyState>
            ) : (
              <EmptyState title="Its candles are no longer kept" level={3}>
                They are let go {SESSION_LIMITS.candleDays} days after the end of a session, and the line with them.
                Trades and the last figures stay.
              </EmptyState>
            )}
          </Panel>
        ) : (
          <>
            <Panel
              title={`Equity, ${quote}`}
              id="equity"
              aside={<EvidenceLine evidence="PAPER" from={from} to={to - 1} count={trades.length} />}
            >
              <RunCurve
                key={session.bars}
                title="Equity at each candle's close"
                unit={quote}
                evidence="PAPER"
                curve={sessionCurve(session.equity)}
                hold={[]}
                exits={trades.map(({ exitTime }) => exitTime)}
                marked={
                  marked === undefined
                    ? undefined
                    : { from: marked.entryTime, to: marked.exitTime, gain: marked.pnl > 0 }
                }
              />
            </Panel>
            <KeyFigures metrics={{ ...session.metrics }} evidence="PAPER" from={from} to={to} unit={quote} />
          </>
        )}
        <Panel title="Trades" id="trades" flush>
          {trades.length === 0 ? (
            <EmptyState title="No closed trades yet" level={3}>
              {session.position === 0
                ? "Nothing was entered so far."
                : "One is open; it stands here when it is closed."}
            </EmptyState>
          ) : (
            <TradeTable trades={trades} chosen={chosen} page={page} unit={quote} />
          )}
        </Panel>
        <Columns side={<SessionSettingsPanel session={session} />}>
          <ParityPanel
            session={{
              id,
              bars: session.candlesKept ? session.bars : 0,
              parity: session.parity,
              parityReport: session.parityReport,
              parityAsked: session.parityAsked,
            }}
            check={checkParityAction}
          />
          <Panel title="Log" flush>
            <SessionLog lines={session.log} />
          </Panel>
        </Columns>
      </div>
      <RiskLine />
    </>
  );
}

/** What the live figures need; trades and curve stay on the server. */
function rowOf(session: NonNullable<Awaited<ReturnType<typeof getSession>>>) {
  const {
    settings: _settings,
    metrics: _metrics,
    open: _open,
    log: _log,
    parityReport: _report,
    parityAsked: _asked,
    trades: _trades,
    equity: _equity,
    candlesKept: _kept,
    ...row
  } = session;
  return row;
}

/** A whole number from 1 to `most`; null: none was asked for. */
function whole(asked: string | string[] | undefined, most: number): number | null {
  const value = typeof asked === "string" ? Number(asked) : Number.NaN;
  return Number.isInteger(value) && value >= 1 && value <= most ? value : null;
}
