import type { Metadata } from "next";
import { ClientTable } from "@/components/admin/client-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input, Select } from "@/components/ui/field";
import { formatEnum } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listClientsQuery } from "@/lib/features/admin/client-input";
import { listClients } from "@/lib/features/admin/list-clients";
import { ROLES } from "@/lib/kernel/actor";
import { PLAN_NAMES, PLATFORM_PLANS } from "@/lib/kernel/platform-plan";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Clients" };

const PAGE = "/admin/clients";
const FIELDS = ["email", "role", "plan", "cursor"] as const;
type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** Every account, oldest first, found by address, role and plan. */
export default async function ClientsPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const given = texts(await searchParams);
  const read = listClientsQuery.safeParse(given);
  const query = read.success ? read.data : {};
  const { items, nextCursor } = await listClients(getCtx(), query);
  const { cursor, ...filter } = given;
  const link = (to: Readonly<Record<string, string>>): string => `${PAGE}?${new URLSearchParams({ ...filter, ...to })}`;
  return (
    <>
      <PageHead title="Clients" lead="Everybody who has an account here, oldest first." />
      <div className="stack">
        <form method="get" className="flex flex-wrap items-end gap-3" aria-label="Find clients">
          <Field label="Part of the e-mail" name="email" className="w-72 max-sm:w-full">
            <Input type="search" autoComplete="off" spellCheck={false} maxLength={254} defaultValue={query.email} />
          </Field>
          <Field label="Role" name="role">
            <Select
              defaultValue={query.role}
              options={[{ value: "", label: "All" }, ...ROLES.map((value) => ({ value, label: formatEnum(value) }))]}
            />
          </Field>
          <Field label="Plan" name="plan">
            <Select
              defaultValue={query.plan}
              options={[
                { value: "", label: "All" },
                ...PLATFORM_PLANS.map((value) => ({ value, label: PLAN_NAMES[value] })),
              ]}
            />
          </Field>
          <Button type="submit">Show</Button>
        </form>
        <Panel label="Clients" flush>
          {items.length === 0 ? (
            <EmptyState title="Nobody is found by this" level={2}>
              Leave a field empty, or look for a shorter part of the address.
            </EmptyState>
          ) : (
            <ClientTable clients={items} />
          )}
        </Panel>
        <Pagination
          label="Pages of clients"
          previous={cursor === undefined ? null : link({})}
          next={nextCursor === null ? null : link({ cursor: nextCursor })}
        />
      </div>
    </>
  );
}

/** What the address says of the fields; what is empty is left out. */
function texts(given: Awaited<Query>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = given[name];
      return typeof value === "string" && value.trim() !== "" ? [[name, value]] : [];
    }),
  );
}
