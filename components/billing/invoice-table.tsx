import { Badge } from "@/components/ui/badge";
import { Money } from "@/components/ui/figures";
import { formatEnum } from "@/components/ui/format";
import { ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { InvoiceView } from "@/lib/features/billing/queries";

export function InvoiceTable({ rows }: { readonly rows: readonly InvoiceView[] }) {
  return (
    <Table
      label="Payments and refunds"
      minWidth={560}
      head={
        <>
          <Th>
            Date (<ZoneName />)
          </Th>
          <Th>Number</Th>
          <Th>For</Th>
          <Th>State</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Td>
            <When at={row.at} as="date" />
          </Td>
          <Td>
            <InvoiceNumber row={row} />
          </Td>
          <Td>{row.description}</Td>
          <Td>
            <Badge tone={row.kind === "REFUND" ? "line" : "ok"}>{formatEnum(row.status)}</Badge>
          </Td>
          <Td num>
            <Money amount={row.total.amount} currency={row.total.currency} />
            {row.tax !== null && (
              <span className="block text-caption text-ink-3">
                tax in it <Money amount={row.tax.amount} currency={row.tax.currency} />
              </span>
            )}
          </Td>
        </tr>
      ))}
    </Table>
  );
}

/** The number, leading to its PDF where there is one. */
function InvoiceNumber({ row: { number, documentUrl } }: { readonly row: InvoiceView }) {
  if (number === null) return <span title="Refunds carry no number of their own">—</span>;
  if (documentUrl === null) return number;
  return (
    <a
      href={documentUrl}
      className="underline"
      target="_blank"
      rel="noreferrer"
      aria-label={`Invoice ${number} as PDF`}
    >
      {number}
    </a>
  );
}
