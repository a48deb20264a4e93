import type { Metadata } from "next";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { viewer } from "./viewer.ts";

export const metadata: Metadata = { title: "Not for this account" };

export default async function Forbidden() {
  const actor = await viewer();
  return (
    <PublicShell home={actor === null ? null : { href: homeOf(actor.role), label: "Go to Home" }}>
      <div className="wrap py-16">
        <h1 className="sr-only">Not for this account</h1>
        <EmptyState
          title="This is not for this kind of account"
          level={2}
          action={
            <ButtonLink href={actor === null ? "/login" : homeOf(actor.role)} variant="primary">
              Go to Home
            </ButtonLink>
          }
        >
          The page belongs to another role. Nothing was changed.
        </EmptyState>
      </div>
    </PublicShell>
  );
}
