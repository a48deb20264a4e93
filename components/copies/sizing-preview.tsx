import { EmptyState } from "@/components/ui/empty-state";
import { Amount, Price, Qty } from "@/components/ui/figures";
import { formatSymbol } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SizedSignal } from "@/lib/features/copies/preview-sizing";

/** What the chosen size would have meant on past signals. Results are by the signals' own record, rounded to the cent. */
export function SizingPreview({ rows }: { readonly rows: readonly SizedSignal[] }) {
  if (rows.length === 0)
    return (
      <EmptyState title="No signals to show it on yet">The first signals of this strategy will stand here.</EmptyState>
    );
  return (
    <Table
      label="Size on the last signals"
      minWidth={720}
      head={
        <>
          <Th>Signal</Th>
          <Th num>Entry</Th>
          <Th num>Quantity</Th>
          <Th num>Value, USDT</Th>
          <Th num>Loss at stop, USDT</Th>
          <Th num>Result, USDT</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.signalId}>
          <Td>
            <b className="font-semibold">{row.side === "LONG" ? "Long" : "Short"}</b> {formatSymbol(row.symbol)}
            <span className="block text-caption text-ink-3">
              <When at={row.at} as="exact" />
            </span>
          </Td>
          <Td num>
            <Price value={row.entryPrice} />
          </Td>
          {row.qty === null || row.notional === null || row.riskAtStop === null ? (
            <td colSpan={4} className="text-ink-2">
              {row.reason}
            </td>
          ) : (
            <>
              <Td num>
                <Qty value={row.qty} />
              </Td>
              <Td num>
                <Amount value={row.notional} />
                {row.reason !== null && <span className="block text-caption text-warn-ink">{row.reason}</span>}
              </Td>
              <Td num>
                <Amount value={row.riskAtStop} />
              </Td>
              <Td num>{row.result === null ? "running" : <Amount value={row.result} delta />}</Td>
            </>
          )}
        </tr>
      ))}
    </Table>
  );
}
