import { StatusBadge } from "@/components/ui/badge";
import { Money } from "@/components/ui/figures";
import { formatDate } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { PayoutView } from "@/lib/features/billing/payout-queries";

export function PayoutTable({ rows }: { readonly rows: readonly PayoutView[] }) {
  return (
    <Table
      label="Payouts"
      minWidth={560}
      head={
        <>
          <Th>Asked (UTC)</Th>
          <Th>By</Th>
          <Th>State</Th>
          <Th>Arrives</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <time dateTime={row.requestedAt}>{formatDate(row.requestedAt)}</time>
          </Td>
          <Td>{row.monthly ? "1st of the month" : "you"}</Td>
          <Td>
            <StatusBadge status={row.status} />
            {row.failure === null ? "" : ` ${row.failure}`}
          </Td>
          <Td>{row.arrivesAt === null ? "—" : formatDate(row.arrivesAt)}</Td>
          <Td num>
            <Money amount={row.amount.amount} currency={row.amount.currency} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
