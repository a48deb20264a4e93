import Link from "next/link";
import { Money } from "@/components/ui/figures";
import { formatEnum } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { JournalView } from "@/lib/features/billing/ledger-queries";

/** Journals with their entries; a payment's lead to all of it. */
export function JournalTable({ label, rows }: { readonly label: string; readonly rows: readonly JournalView[] }) {
  return (
    <Table
      label={label}
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
          <tr key={`${row.id} ${at}`} className={at === 0 ? undefined : "tbl-more"}>
            <Td>{at === 0 && <When at={row.at} as="datetime" utc />}</Td>
            <Td>{at === 0 && row.memo}</Td>
            <Td>{at === 0 && <ObjectId row={row} />}</Td>
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

function ObjectId({ row: { objectId, chargeId } }: { readonly row: JournalView }) {
  if (chargeId === null) return <code>{objectId}</code>;
  return (
    <Link className="link font-mono" href={`/admin/ledger?payment=${chargeId}`}>
      {objectId}
    </Link>
  );
}
