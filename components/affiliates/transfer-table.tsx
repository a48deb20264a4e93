import { StatusBadge } from "@/components/ui/badge";
import { Money } from "@/components/ui/figures";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { AffiliateTransferView } from "@/lib/features/billing/affiliate-queries";

export function TransferTable({ rows }: { readonly rows: readonly AffiliateTransferView[] }) {
  return (
    <Table
      label="Transfers"
      minWidth={420}
      head={
        <>
          <Th>Day (UTC)</Th>
          <Th>State</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <When at={row.at} as="date" utc />
          </Td>
          <Td>
            <StatusBadge status={row.status} />
          </Td>
          <Td num>
            <Money amount={row.amount} currency={row.currency} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
