import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { AuditView } from "@/lib/features/accounts/audit-queries";

/** Entries of the audit log: who did what to what, and what an auditor has to know of it. */
export function AuditTable({ items }: { readonly items: readonly AuditView[] }) {
  return (
    <Table
      label="Audit log"
      minWidth={860}
      head={
        <>
          <Th num>No.</Th>
          <Th>When (UTC)</Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>To what</Th>
          <Th>Detail</Th>
        </>
      }
    >
      {items.map(({ seq, at, actor, action, subject, subjectId, detail, ip }) => (
        <tr key={seq}>
          <Td num>{seq}</Td>
          <Td>
            <When at={at.getTime()} as="datetime" utc className="whitespace-nowrap" />
          </Td>
          <Td>
            {actor === null ? "the system" : (actor.email ?? actor.id)}
            {ip !== "" && <span className="block text-caption text-ink-3">from {ip}</span>}
          </Td>
          <Td>
            <code>{action}</code>
          </Td>
          <Td>
            {subject}
            <code className="block text-caption text-ink-3">{subjectId}</code>
          </Td>
          <Td>
            {namedValues(detail).map(([name, value]) => (
              <span key={name} className="block">
                {name}: {value}
              </span>
            ))}
          </Td>
        </tr>
      ))}
    </Table>
  );
}

/** What an auditor needs to know, as names with their values; jsonb has an order of its own. */
function namedValues(detail: AuditView["detail"]): [name: string, value: string][] {
  if (detail === null || typeof detail !== "object") return [];
  const named = Object.entries(detail).map(([name, value]): [string, string] => [name, String(value ?? "none")]);
  return named.sort(([a], [b]) => (a < b ? -1 : 1));
}
