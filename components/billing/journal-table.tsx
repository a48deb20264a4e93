import { Money } from "@/components/ui/figures";
import { formatDateTime, formatEnum } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { JournalView } from "@/lib/features/billing/ledger-queries";

export function JournalTable({ rows }: { readonly rows: readonly JournalView[] }) {
  return (
    <Table
      label="Newest journals"
      minWidth={760}
      head={
        <>
          <Th>Time (UTC)</Th>
          <Th>What</Th>
          <Th>Object at Stripe</Th>
          <Th>Account</Th>
          <Th num>Amount</Th>
        </>
      }
    >
      {rows.flatMap((row) =>
        row.entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries of a journal never change
          <tr key={`${row.id} ${at}`}>
            <Td>{at === 0 && <time dateTime={row.at}>{formatDateTime(row.at)}</time>}</Td>
            <Td>{at === 0 && row.memo}</Td>
            <Td>{at === 0 && <code>{row.objectId}</code>}</Td>
            <Td>
              {formatEnum(entry.account)}
              {entry.who === null ? "" : ` · ${entry.who}`}
            </Td>
            <Td num>
              <Money amount={entry.amount} currency={row.currency} />
            </Td>
          </tr>
        )),
      )}
    </Table>
  );
}
