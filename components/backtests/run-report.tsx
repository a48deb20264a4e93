import { MonthHeatmap } from "@/components/charts/month-heatmap";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { Columns, Panel } from "@/components/ui/panel";
import type { BacktestDetail } from "@/lib/features/backtests/queries";
import type { ReportView } from "@/lib/features/backtests/report-view";
import type { TradeBars } from "@/lib/features/backtests/trade-bars";
import { AllFigures } from "./all-figures.tsx";
import { ComputedWith } from "./computed-with.tsx";
import { figure } from "./figures.ts";
import { KeyFigures } from "./key-figures.tsx";
import { OtherOrders, type OtherOrdersView } from "./other-orders.tsx";
import { RunCurve } from "./run-curve.tsx";
import { TradeGroups, TradeSpread } from "./spread.tsx";
import { TradeChart } from "./trade-chart.tsx";
import { TRADES_A_PAGE, TradeTable } from "./trade-table.tsx";

type Query = string | string[] | undefined;

/** What a finished run or walk-forward gave: figures, curve beside holding, spread, months and trades, all with their class. */
export function RunReport({
  run,
  report,
  orders,
  market,
  unit,
  asked,
}: {
  readonly run: BacktestDetail;
  readonly report: ReportView;
  readonly orders: OtherOrdersView | null;
  /** Around the trade that is marked; null where none is, or its candles are stored no more. */
  readonly market: TradeBars | null;
  readonly unit: string;
  /** From the address: the trade that is marked, and the page of trades. */
  readonly asked: { readonly trade?: Query; readonly trades?: Query };
}) {
  const { metrics, evidenceClass } = run;
  const { trades, curve, hold, months } = report;
  const chosen = chosenTrade(asked.trade, trades.length);
  const page =
    numberIn(asked.trades, Math.max(1, Math.ceil(trades.length / TRADES_A_PAGE))) ??
    (chosen === null ? 1 : Math.ceil(chosen / TRADES_A_PAGE));
  const marked = chosen === null ? undefined : trades[chosen - 1];
  const evidence = (
    <EvidenceLine evidence={evidenceClass} from={report.from} to={report.to - 1} count={trades.length} />
  );
  return (
    <div className="stack">
      <KeyFigures metrics={metrics} evidence={evidenceClass} from={report.from} to={report.to} unit={unit} />
      <Panel id="equity" title="Equity and drawdown" sub={evidence}>
        <RunCurve
          title={`Equity, ${unit}`}
          unit={unit}
          evidence={evidenceClass}
          curve={curve}
          hold={hold}
          exits={trades.map((trade) => trade.exitTime)}
          marked={
            marked === undefined ? undefined : { from: marked.entryTime, to: marked.exitTime, gain: marked.pnl > 0 }
          }
        />
      </Panel>
      {chosen !== null && marked !== undefined && market !== null && (
        <TradeChart trade={marked} number={chosen} count={trades.length} market={market} />
      )}
      <Columns
        side={
          <ComputedWith
            request={run.request}
            settings={run.settings}
            trials={run.trials}
            fees={figure(metrics, "feesPaid")}
            grossProfit={figure(metrics, "grossProfit")}
            trades={trades.length}
          />
        }
      >
        <AllFigures metrics={metrics} unit={unit} />
        <TradeSpread bins={report.distribution} />
        <TradeGroups sides={report.sides} hours={report.hours} unit={unit} />
      </Columns>
      <OtherOrders orders={orders} cash={run.request.settings.cash} unit={unit} />
      <Panel title="Monthly returns, %" sub={evidence}>
        <MonthHeatmap
          label="Monthly returns"
          months={months.flatMap(({ year, month, returnPct }) =>
            returnPct === null
              ? []
              : [{ month: `${year}-${String(month).padStart(2, "0")}`, returnPct, evidence: evidenceClass }],
          )}
        />
      </Panel>
      <Panel id="trades" title="Trades" sub={evidence} flush>
        {trades.length === 0 ? (
          <EmptyState title="No trade was closed">Loosen the parameters, or test a longer span.</EmptyState>
        ) : (
          <TradeTable trades={trades} chosen={chosen} page={page} unit={unit} />
        )}
      </Panel>
    </div>
  );
}

/** The number of the trade that an address marks, from 1; null: none. */
export function chosenTrade(asked: Query, trades: number): number | null {
  return numberIn(asked, trades);
}

/** A whole number from 1 to `most`, or null. */
function numberIn(text: Query, most: number): number | null {
  const number = typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}
