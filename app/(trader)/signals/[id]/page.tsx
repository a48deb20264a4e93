import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CopyPanel } from "@/components/copies/copy-panel";
import { Receipts } from "@/components/deliveries/receipts";
import { ReaderCounts } from "@/components/signals/reader-counts";
import { SignalBeam } from "@/components/signals/signal-beam";
import { SignalChart } from "@/components/signals/signal-chart";
import { entryWords } from "@/components/signals/signal-row";
import { SIDE_WORDS } from "@/components/signals/words";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Percent } from "@/components/ui/figures";
import { formatPercent, formatPrice, formatSymbol } from "@/components/ui/format";
import { Columns, KeyValues, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { ZoneName } from "@/components/ui/reader-zone";
import { When } from "@/components/ui/when";
import { currentZone, requireRole } from "@/lib/auth/require-role";
import { chartBars } from "@/lib/features/candles/chart-bars";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { getCopyOfSignal } from "@/lib/features/copies/copy-queries";
import { listReceipts } from "@/lib/features/deliveries/queries";
import { getSignal, type SignalDetail } from "@/lib/features/signals/queries";
import { receiptsOf } from "@/lib/features/signals/receipt-queries";
import { plain } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { getCtx } from "@/lib/runtime/ctx";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";

interface Props {
  params: Promise<{ id: string }>;
}

const TIMEFRAME = "15m";

export const metadata: Metadata = { title: "Signal" };

export default async function SignalPage({ params }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const signal = await getSignal(ctx.db, actor.userId, (await params).id, ctx.clock.now());
  if (signal === null) notFound();
  const { exchange, symbol } = signal;
  const [chart, instrument, copy, receipts, timeZone, readers] = await Promise.all([
    chartBars(ctx, { exchange, symbol, timeframe: TIMEFRAME, limit: 160 }),
    instrumentBySymbol(ctx.db, exchange, symbol),
    getCopyOfSignal(ctx, actor.userId, signal.id),
    listReceipts(ctx.db, actor.userId, { signalId: signal.id }),
    currentZone(),
    receiptsOf(ctx.db, actor.userId, signal.id),
  ]);
  const tick = instrument === null ? null : plain(instrument.tick);
  return (
    <>
      <PageHead
        crumbs={[{ href: "/signals", label: "Signals" }]}
        title={`${SIDE_WORDS[signal.side]} ${formatSymbol(symbol)}`}
        badges={<StatusBadge status={signal.state} />}
        facts={[signal.strategy.name, exchangeName(exchange), <When key="at" at={signal.receivedAt} />]}
        actions={<ButtonLink href={`/strategies/${signal.strategy.slug}?tab=ledger`}>Check the ledger</ButtonLink>}
      />
      <Columns
        side={
          <>
            <Panel title="Levels">
              <KeyValues rows={levelRows(signal, tick)} />
            </Panel>
            <Panel title="On the record">
              <SignalBeam events={signal.events} tick={tick ?? undefined} />
            </Panel>
            {readers !== null && (
              <Panel title="Readers">
                <ReaderCounts {...readers} />
              </Panel>
            )}
            {receipts.length > 0 && (
              <Panel
                title="Sent to you"
                sub={
                  <>
                    Times are in <ZoneName />
                  </>
                }
              >
                <Receipts receipts={receipts} timeZone={timeZone} />
              </Panel>
            )}
          </>
        }
      >
        <Panel label="Chart">
          <SignalChart
            signal={signal}
            bars={chart.ok ? chart.value.bars : []}
            barMs={TIMEFRAME_MS[TIMEFRAME]}
            timeframe={TIMEFRAME}
            tick={tick}
          />
        </Panel>
        {signal.note !== "" && (
          <Panel title="Note">
            <p className="max-w-[68ch] whitespace-pre-line">{signal.note}</p>
          </Panel>
        )}
        {copy !== null && <CopyPanel copy={copy} tick={tick ?? undefined} />}
        <RiskLine />
      </Columns>
    </>
  );
}

function levelRows(signal: SignalDetail, tick: string | null): (readonly [string, React.ReactNode])[] {
  const price = (value: string): string => formatPrice(value, tick ?? undefined);
  const { breakEven, trailing } = signal;
  return [
    ["Entry", entryWords(signal)],
    [
      "Stop",
      signal.stopLoss === signal.initialStop
        ? price(signal.stopLoss)
        : `${price(signal.stopLoss)}, first ${price(signal.initialStop)}`,
    ],
    ...signal.targets.map(
      (target, index) =>
        [
          `Target ${index + 1}`,
          `${price(target.price)} · ${formatPercent(Number(target.fraction) * 100)}${index < signal.targetsHit ? " · hit" : ""}`,
        ] as const,
    ),
    ["Still open", formatPercent(Number(signal.remaining) * 100)],
    ...(breakEven === null
      ? []
      : ([
          [
            "Stop to entry",
            "afterTarget" in breakEven
              ? `after target ${breakEven.afterTarget}`
              : `at a gain of ${breakEven.triggerPct}\u00a0%`,
          ],
        ] as const)),
    ...(trailing === null
      ? []
      : ([["Trailing", `${trailing.distancePct}\u00a0% behind, from a gain of ${trailing.armPct}\u00a0%`]] as const)),
    ["Entry within", `${signal.maxAgeSec} s and ${signal.maxSlippageBps} bps`],
    ...(signal.expiresAt === null ? [] : ([["Ends", <When key="ends" at={signal.expiresAt} />]] as const)),
    ...(signal.state === "CLOSED"
      ? ([
          [
            "Result",
            <Percent
              key="result"
              value={signal.resultPct}
              delta
              digits={2}
              reason="Nobody could have entered within the slippage cap"
            />,
          ],
        ] as const)
      : []),
  ];
}
