import type { Metadata } from "next";
import { PublicShell } from "@/components/shell/public-shell";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Not for this account" };

export default function Forbidden() {
  return (
    <PublicShell home={null}>
      <div className="wrap py-16">
        <h1 className="sr-only">Not for this account</h1>
        <EmptyState
          title="This is not for this kind of account"
          level={2}
          action={
            <ButtonLink href="/dashboard" variant="primary">
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
