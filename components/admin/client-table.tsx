import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { formatEnum } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { ClientView } from "@/lib/features/accounts/client-queries";
import { PLAN_NAMES } from "@/lib/kernel/platform-plan";

/** Accounts, each leading to its page. */
export function ClientTable({ clients }: { readonly clients: readonly ClientView[] }) {
  return (
    <Table
      label="Clients"
      minWidth={760}
      head={
        <>
          <Th>Client</Th>
          <Th>State</Th>
          <Th>Role</Th>
          <Th>Plan</Th>
          <Th>Second factor</Th>
          <Th num>Joined</Th>
        </>
      }
    >
      {clients.map(({ id, name, email, role, plan, status, emailVerified, totpEnabled, createdAt }) => (
        <tr key={id}>
          <Td>
            <Link className="link" href={`/admin/clients/${id}`}>
              {name}
            </Link>
            <span className="block text-caption text-ink-3">{email}</span>
          </Td>
          <Td>
            <StatusBadge status={status} />
            {!emailVerified && <span className="block text-caption text-ink-3">address not confirmed</span>}
          </Td>
          <Td>{formatEnum(role)}</Td>
          <Td>{role === "ADMIN" ? "—" : PLAN_NAMES[plan]}</Td>
          <Td>{totpEnabled ? "on" : "off"}</Td>
          <Td num>
            <When at={createdAt.getTime()} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
