import { formatDateTime, formatNumber } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { FundingSpan } from "@/lib/features/candles/funding";
import { exchangeName } from "@/lib/kernel/exchange-name";

export function FundingTable({ funding }: { readonly funding: readonly FundingSpan[] }) {
  return (
    <Table
      label="Stored funding rates"
      minWidth={560}
      head={
        <>
          <Th>Perpetual</Th>
          <Th>First and last, UTC</Th>
          <Th num>Rates</Th>
        </>
      }
    >
      {funding.map(({ exchange, symbol, fromMs, toMs, events }) => (
        <tr key={`${exchange} ${symbol}`}>
          <Td>
            <span className="font-semibold">{symbol}</span>
            <span className="block text-caption text-ink-3">{exchangeName(exchange)}</span>
          </Td>
          <Td className="tabular-nums">
            {formatDateTime(fromMs)}
            <span className="block">{formatDateTime(toMs)}</span>
          </Td>
          <Td num>{formatNumber(events)}</Td>
        </tr>
      ))}
    </Table>
  );
}
