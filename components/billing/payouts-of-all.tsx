import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { Money } from "@/components/ui/figures";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { AnyPayoutView } from "@/lib/features/billing/payout-queries";

/** Everybody's payouts, for admins: whose each is, how far it came, and why it did not. */
export function PayoutsOfAll({ rows }: { readonly rows: readonly AnyPayoutView[] }) {
  return (
    <Table
      label="Payouts"
      minWidth={860}
      head={
        <>
          <Th>Asked (UTC)</Th>
          <Th>Provider</Th>
          <Th>By</Th>
          <Th>State</Th>
          <Th>Arrives (UTC)</Th>
          <Th>At Stripe</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <When at={row.requestedAt} as="datetime" utc />
          </Td>
          <Td>
            <Link className="link" href={`/admin/clients/${row.provider.id}`}>
              {row.provider.name}
            </Link>
            <span className="block text-caption text-ink-3">{row.provider.email}</span>
          </Td>
          <Td>{row.monthly ? "1st of the month" : "request"}</Td>
          <Td>
            <StatusBadge status={row.status} />
            {row.failure !== null && <span className="block text-caption text-ink-3">{row.failure}</span>}
          </Td>
          <Td>{row.arrivesAt === null ? "—" : <When at={row.arrivesAt} as="date" utc />}</Td>
          <Td>{row.stripePayoutId === null ? "—" : <code>{row.stripePayoutId}</code>}</Td>
          <Td num>
            <Money amount={row.amount.amount} currency={row.amount.currency} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
