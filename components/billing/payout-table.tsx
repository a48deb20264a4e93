import { StatusBadge } from "@/components/ui/badge";
import { Money } from "@/components/ui/figures";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
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
          <Th>Arrives (UTC)</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <When at={row.requestedAt} as="date" utc />
          </Td>
          <Td>{row.monthly ? "1st of the month" : "you"}</Td>
          <Td>
            <StatusBadge status={row.status} />
            {row.failure === null ? "" : ` ${row.failure}`}
          </Td>
          <Td>{row.arrivesAt === null ? "—" : <When at={row.arrivesAt} as="date" utc />}</Td>
          <Td num>
            <Money amount={row.amount.amount} currency={row.amount.currency} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
