import { EmptyState } from "@/components/ui/empty-state";
import { formatDateTime } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { LogView } from "@/lib/features/trading-sessions/view";
import { LOG_WORDS } from "./words.ts";

/** The newest lines of a session's log, newest first. */
export function SessionLog({ lines }: { readonly lines: readonly LogView[] }) {
  if (lines.length === 0)
    return (
      <EmptyState title="Nothing happened yet" level={3}>
        Entries, exits, gaps and what was refused will stand here.
      </EmptyState>
    );
  return (
    <Table
      label="Log"
      minWidth={560}
      head={
        <>
          <Th>Candle, UTC</Th>
          <Th>What</Th>
          <Th>Line</Th>
        </>
      }
    >
      {lines.map((line) => (
        <tr key={line.seq}>
          <Td className="whitespace-nowrap tabular-nums">
            {line.barAt === null ? "—" : formatDateTime(line.barAt).slice(0, 16)}
          </Td>
          <Td className="whitespace-nowrap">{LOG_WORDS[line.kind]}</Td>
          <Td>{line.text}</Td>
        </tr>
      ))}
    </Table>
  );
}
