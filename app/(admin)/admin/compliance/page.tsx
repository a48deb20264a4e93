import type { Metadata } from "next";
import { FlagTable } from "@/components/compliance/flag-table";
import { IdentityForm } from "@/components/compliance/identity-form";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listFlags } from "@/lib/features/compliance/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { reviewFlagAction, setIdentityAction } from "./actions.ts";

export const metadata: Metadata = { title: "Compliance" };

const PAGE = "/admin/compliance";
type Query = Promise<Record<string, string | string[] | undefined>>;

/** What was flagged in real-money trading, who was verified, and the record as files. */
export default async function CompliancePage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const { state: asked, after } = await searchParams;
  const state = asked === "DONE" ? "DONE" : "OPEN";
  const page = await listFlags(getCtx().db, {
    state,
    limit: 50,
    ...(typeof after === "string" && after !== "" ? { cursor: after } : {}),
  });
  return (
    <>
      <PageHead
        title="Compliance"
        lead="Trading on real money that somebody has to look at. Whoever is flagged is not told."
        actions={
          <>
            <a className="btn" href="/api/admin/compliance/export?what=trades" download>
              Trades as CSV
            </a>
            <a className="btn" href="/api/admin/compliance/export?what=flags" download>
              Flags as CSV
            </a>
          </>
        }
      />
      <div className="stack">
        <nav aria-label="Which flags" className="flex flex-wrap gap-2">
          {(["OPEN", "DONE"] as const).map((one) => (
            <ButtonLink
              key={one}
              size="sm"
              href={`${PAGE}?state=${one}`}
              {...(one === state ? { variant: "primary" as const, "aria-current": "true" as const } : {})}
            >
              {one === "OPEN" ? "Open" : "Decided"}
            </ButtonLink>
          ))}
        </nav>
        <Panel label="Flags" flush>
          {page.items.length === 0 ? (
            <EmptyState title={state === "OPEN" ? "Nothing to look at" : "Nothing decided yet"} level={2}>
              Large trades, trades kept under the threshold of an identity, rapid in and out, bursts, and limits raised
              on a new device come here by themselves.
            </EmptyState>
          ) : (
            <FlagTable items={page.items} review={reviewFlagAction} />
          )}
        </Panel>
        <Pagination
          label="Pages of flags"
          previous={typeof after === "string" && after !== "" ? `${PAGE}?state=${state}` : null}
          next={page.nextCursor === null ? null : `${PAGE}?state=${state}&after=${page.nextCursor}`}
        />
        <IdentityForm action={setIdentityAction} />
      </div>
    </>
  );
}
