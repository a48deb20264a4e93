import { Money } from "@/components/ui/figures";
import { Table, Td, Th } from "@/components/ui/table";
import type { EarningsMonth } from "@/lib/features/billing/queries";

export function EarningsTable({ rows }: { readonly rows: readonly EarningsMonth[] }) {
  return (
    <Table
      label="Earnings by month"
      minWidth={600}
      head={
        <>
          <Th>Month (UTC)</Th>
          <Th num>Payments</Th>
          <Th num>Subscribers</Th>
          <Th num>Gross</Th>
          <Th num>Platform fee</Th>
          <Th num>Yours</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={`${row.month} ${row.currency}`}>
          <Td>{row.month}</Td>
          <Td num>{row.payments}</Td>
          <Td num>{row.subscribers}</Td>
          <Td num>
            <Money amount={row.gross} currency={row.currency} />
          </Td>
          <Td num>
            <Money amount={-row.fee} currency={row.currency} />
          </Td>
          <Td num>
            <b>
              <Money amount={row.net} currency={row.currency} />
            </b>
          </Td>
        </tr>
      ))}
    </Table>
  );
}
