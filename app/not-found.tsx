import type { Metadata } from "next";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { viewer } from "./viewer.ts";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  const actor = await viewer();
  return (
    <PublicShell home={actor === null ? null : { href: homeOf(actor.role), label: "Go to Home" }}>
      <div className="wrap py-16">
        <h1 className="sr-only">Not found</h1>
        <EmptyState
          title="There is nothing here"
          level={2}
          action={
            <ButtonLink href="/strategies" variant="primary">
              Browse strategies
            </ButtonLink>
          }
        >
          The address is wrong, or what it named is not yours to see. Strategies are never deleted: closed ones are in
          the list.
        </EmptyState>
      </div>
    </PublicShell>
  );
}
