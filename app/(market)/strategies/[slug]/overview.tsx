import { EquityChart } from "@/components/charts/equity-chart";
import { KeyFigures } from "@/components/marketplace/key-figures";
import { SignalTable } from "@/components/marketplace/signal-table";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { formatSymbol } from "@/components/ui/format";
import { Columns, KeyValues, Panel } from "@/components/ui/panel";
import { Tape } from "@/components/ui/tape";
import { When } from "@/components/ui/when";
import { marketSteps } from "@/lib/features/candles/queries";
import type { StatsRow } from "@/lib/features/marketplace/queries";
import { type RecordFigures, recordOf } from "@/lib/features/marketplace/record";
import { hearsNow, type SignalSight, strategySignals } from "@/lib/features/marketplace/signal-rows";
import { KIND_WORDS, type StrategyView } from "@/lib/features/marketplace/strategy";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { getCtx } from "@/lib/runtime/ctx";

interface Props {
  strategy: StrategyView;
  figures: RecordFigures;
  live: StatsRow | undefined;
  sight: SignalSight;
}

export async function Overview({ strategy, figures, live, sight }: Props) {
  const full = hearsNow(sight);
  const { db } = getCtx();
  const rows = await strategySignals(db, strategy.id, sight, { limit: 6 });
  const steps = await marketSteps(db, rows);
  const points = recordOf(live?.equity, live?.tradeCount);
  const from = live?.from ?? null;
  const to = live?.to ?? null;
  const line = <EvidenceLine evidence="LIVE_PROVIDER" from={from} to={to} count={figures.tradeCount} />;
  return (
    <div className="stack">
      <KeyFigures figures={figures} from={from} to={to} />
      <Columns
        side={
          <>
            <Panel title="What you get">
              <KeyValues
                rows={[
                  ["Pairs", strategy.supportedPairs.map(formatSymbol).join(", ")],
                  ["Timeframes", strategy.supportedTimeframes.join(", ")],
                  ["Exchanges", strategy.exchanges.map(exchangeName).join(", ")],
                  ["Made by", KIND_WORDS[strategy.kind]],
                  ["Version", String(strategy.version)],
                  [
                    "Published",
                    strategy.publishedAt === null ? (
                      "not yet"
                    ) : (
                      <When key="published" at={strategy.publishedAt} as="date" />
                    ),
                  ],
                  [
                    "Last signal",
                    strategy.lastSignalAt === null || !full ? (
                      full ? (
                        "none yet"
                      ) : (
                        "for subscribers"
                      )
                    ) : (
                      <When key="last" at={strategy.lastSignalAt} as="date" />
                    ),
                  ],
                ]}
              />
            </Panel>
            <Panel title="Last trades" sub={line}>
              <Tape trades={figures.tradeResults.map((resultPct) => ({ resultPct }))} />
            </Panel>
          </>
        }
      >
        <Panel title="Equity" sub={line}>
          {points.length === 0 ? (
            <EmptyState title="No closed trade yet">
              The line begins with the first signal that closes; guests see it 24 hours late. Nothing before it is
              shown.
            </EmptyState>
          ) : (
            <EquityChart
              title="Every closed trade with the whole stake, fees counted"
              unit="%"
              series={[
                {
                  id: "live",
                  name: "Live provider",
                  evidence: "LIVE_PROVIDER",
                  points: [
                    {
                      time:
                        from === null
                          ? (points[0]?.[0] ?? 0)
                          : Math.min(Date.parse(from), (points[0]?.[0] ?? 1) - 1_000),
                      value: 0,
                    },
                    ...points.map(([time, factor]) => ({ time, value: (factor - 1) * 100 })),
                  ],
                },
              ]}
            />
          )}
        </Panel>
        {strategy.description.trim().includes("\n") && (
          <Panel title="About this strategy">
            <div className="prose text-body! leading-[22px]!">
              {strategy.description.split(/\n{2,}/).map((text) => (
                <p key={text}>{text}</p>
              ))}
            </div>
          </Panel>
        )}
        <Panel
          title="Latest signals"
          aside={full ? undefined : <span className="text-caption text-ink-3">24 hours late for guests</span>}
          flush
        >
          {rows.length === 0 ? (
            <EmptyState title="No signals to show yet">
              {full
                ? "The provider has sent none."
                : "Signals appear here 24 hours after they were sent. Subscribers get them at once."}
            </EmptyState>
          ) : (
            <SignalTable rows={rows} steps={steps} />
          )}
        </Panel>
      </Columns>
    </div>
  );
}
