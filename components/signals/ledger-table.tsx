import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { type EventRow, eventDetail, eventTitle } from "./words.ts";

/** Events of a chain, newest first, with the beginning of each hash. */
export function LedgerTable({ events }: { readonly events: readonly (EventRow & { readonly hash: string })[] }) {
  return (
    <Table
      label="Events of the ledger, newest first"
      minWidth={720}
      head={
        <>
          <Th num>Event</Th>
          <Th>Received (UTC)</Th>
          <Th>What</Th>
          <Th>Figures</Th>
          <Th>Hash</Th>
        </>
      }
    >
      {events.map((event) => (
        <tr key={event.seq}>
          <Td num>{event.seq}</Td>
          <Td className="whitespace-nowrap tabular-nums">
            <When at={event.receivedAt} utc />
          </Td>
          <Td>{eventTitle(event)}</Td>
          <Td>{eventDetail(event)}</Td>
          <Td>
            <code title={event.hash}>{event.hash.slice(0, 12)}…</code>
          </Td>
        </tr>
      ))}
    </Table>
  );
}
