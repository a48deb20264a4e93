"use client";

import { RefreshWhile } from "@/components/candles/refresh-while";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatNumber, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SessionDetail } from "@/lib/features/trading-sessions/view";
import { scoreWords } from "./words.ts";

/** Whether the session did what a backtest over the same candles does: the score, every difference, and a button to ask now. */
export function ParityPanel({
  session: { id, bars, parity, parityReport: report, parityAsked },
  check,
}: {
  readonly session: Pick<SessionDetail, "id" | "bars" | "parity" | "parityReport" | "parityAsked">;
  readonly check: FormAction;
}) {
  return (
    <Panel title="Same as the backtest?" id="parity">
      <RefreshWhile active={parityAsked} />
      <p className="text-ink-2">
        Each night the candles of this session are run through the backtest. Both must make the same trades: side,
        times, prices and P&L within 0.00000001.
      </p>
      {report !== null && parity !== null && (
        <>
          <p className="mt-3" role="status">
            <b className="num">{report.score === null ? "No trades yet" : `${scoreWords(report.score)} the same`}</b>
            {`: ${report.equal} of ${plural(Math.max(report.sessionTrades, report.backtestTrades), "trade")}, `}
            {`${plural(report.bars, "candle")}. `}
            {candleWords(report.candlesChanged)} Checked <When at={parity.at} />.
          </p>
          {report.differences.length > 0 && <Differences report={report} />}
          <p className="mt-2 text-caption text-ink-3">
            Data hash <code className="break-all">{report.dataHash.slice(0, 16)}…</code>, engine {report.engineVersion},
            equity differs by at most {report.equityDifference === 0 ? "0" : report.equityDifference.toExponential(1)}.
          </p>
        </>
      )}
      {bars > 0 && (
        <Form action={check} className="mt-4">
          <input type="hidden" name="id" value={id} />
          <SubmitButton variant="default" disabled={parityAsked} pendingText="Asking…">
            {parityAsked ? "Checking…" : "Check now"}
          </SubmitButton>
        </Form>
      )}
      {bars === 0 && <p className="mt-3 text-ink-2">It can be checked once a candle has closed.</p>}
    </Panel>
  );
}

function Differences({ report }: { readonly report: NonNullable<SessionDetail["parityReport"]> }) {
  return (
    <div className="mt-3">
      <Table
        label="Differences"
        minWidth={480}
        head={
          <>
            <Th num>Trade</Th>
            <Th>What</Th>
            <Th>Session</Th>
            <Th>Backtest</Th>
          </>
        }
      >
        {report.differences.map((one) => (
          <tr key={`${one.trade} ${one.what}`}>
            <Td num>{one.trade === null ? "—" : formatNumber(one.trade)}</Td>
            <Td>{one.what}</Td>
            <Td className="num">{one.session}</Td>
            <Td className="num">{one.backtest}</Td>
          </tr>
        ))}
      </Table>
      {report.more > 0 && <p className="hint">And {plural(report.more, "more difference", "more differences")}.</p>}
    </div>
  );
}

function candleWords(changed: number | null): string {
  if (changed === null) return "The stored candles do not reach there any more.";
  return changed === 0
    ? "The stored candles are still the same."
    : `${plural(changed, "stored candle")} changed since.`;
}
