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
            <When at={at} as="datetime" className="whitespace-nowrap" />
          </Td>
          <Td>
            {actor ?? "the system"}
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
            {detail.map(([name, value]) => (
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
