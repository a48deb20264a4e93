import type { Metadata } from "next";
import { AuditTable } from "@/components/admin/audit-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input } from "@/components/ui/field";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { auditPlace, searchAudit } from "@/lib/features/accounts/audit-queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Audit log" };

const PAGE = "/admin/audit";
const ENTRIES_SHOWN = 50;
type Query = Promise<Record<string, string | string[] | undefined>>;

/** Who did what, in the order in which it was done; nothing here can be changed. */
export default async function AuditPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const { words: asked, before: place } = await searchParams;
  const words = typeof asked === "string" ? asked.replaceAll("\0", "").slice(0, 200) : "";
  const before = typeof place === "string" ? auditPlace(place) : undefined;
  const { items, next } = await searchAudit(getCtx().db, { words, before, limit: ENTRIES_SHOWN });
  const link = (to: string | null): string =>
    `${PAGE}?${new URLSearchParams({ ...(words === "" ? {} : { words }), ...(to === null ? {} : { before: to }) })}`;
  return (
    <>
      <PageHead
        title="Audit log"
        lead="Who did what to accounts, money and trading. Each entry carries the hash of the one before, so none can be changed or taken away unseen."
      />
      <div className="stack">
        <form method="get" className="flex flex-wrap items-end gap-3" aria-label="Search the audit log">
          <Field label="E-mail, id, or how the action begins" name="words" className="w-72">
            <Input type="search" autoComplete="off" maxLength={200} defaultValue={words} />
          </Field>
          <Button type="submit">Search</Button>
        </form>
        <Panel label="Entries" flush>
          {items.length === 0 ? (
            <EmptyState title="Nothing of this is on record" level={2}>
              Search for a whole e-mail address, a whole id, or the beginning of an action.
            </EmptyState>
          ) : (
            <AuditTable items={items} />
          )}
        </Panel>
        <Pagination
          label="Pages of the audit log"
          previous={before === undefined ? null : link(null)}
          next={next === null ? null : link(next)}
        />
      </div>
    </>
  );
}
