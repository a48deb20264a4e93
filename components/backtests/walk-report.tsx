import { formatDate, formatNumber, formatPercent } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { WalkSummary } from "@/lib/features/backtests/search";
import { SignedPercent } from "./backtest-table.tsx";
import { parameterWords } from "./words.ts";

/** Each stage with its windows: what was chosen in sample, and what it gave on the bars that followed. */
export function WalkReport({ walk }: { readonly walk: WalkSummary }) {
  return walk.stages.map((stage) => (
    <Panel
      key={stage.name}
      title={`Windows of ${stage.name}`}
      sub={
        <span className="text-dense text-ink-2">
          Efficiency {stage.efficiency === null ? "—" : formatPercent(stage.efficiency * 100)} (growth a year out of
          sample over in sample); {formatPercent(stage.profitableShare * 100)} of windows ended with more;{" "}
          {formatNumber(stage.trials)} sets tried.
          {stage.windows.some(({ annualised }) => annualised === "extrapolated") &&
            " Parts under a year: growth a year is extrapolated."}
        </span>
      }
      flush
    >
      <Table
        label={`Windows of ${stage.name}`}
        minWidth={820}
        head={
          <>
            <Th num>No.</Th>
            <Th>Chosen on</Th>
            <Th>Traded on</Th>
            <Th>Chosen</Th>
            <Th num>Sets tried</Th>
            <Th num>In sample</Th>
            <Th num>Trades after</Th>
            <Th num>Out of sample</Th>
          </>
        }
      >
        {stage.windows.map((window) => (
          <tr key={window.window}>
            <Td num>{window.window + 1}</Td>
            <Td className="whitespace-nowrap">{span(window.inSample)}</Td>
            <Td className="whitespace-nowrap">{span(window.outOfSample)}</Td>
            <Td>{window.parameters === null ? "none: too few trades" : parameterWords(window.parameters)}</Td>
            <Td num>{formatNumber(window.trials)}</Td>
            <Td num>{formatPercent(window.inSampleReturnPct, { sign: true })}</Td>
            <Td num>{formatNumber(window.trades)}</Td>
            <Td num>
              <SignedPercent value={window.outOfSampleReturnPct} />
            </Td>
          </tr>
        ))}
      </Table>
    </Panel>
  ));
}

function span({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${formatDate(from)} – ${formatDate(to - 1)}`;
}
