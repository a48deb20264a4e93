import type { Metadata } from "next";
import { StrategyForm } from "@/components/marketplace/strategy-form";
import { PageHead } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { createStrategyAction } from "../actions.ts";
import { EDITOR_CHOICES } from "../editor.ts";

export const metadata: Metadata = { title: "New strategy" };

export default async function NewStrategyPage() {
  await requireRole("PROVIDER");
  return (
    <div className="max-w-[760px]">
      <PageHead crumbs={[{ href: "/provider/strategies", label: "My strategies" }]} title="New strategy" />
      <StrategyForm
        action={createStrategyAction}
        draft={null}
        note="A free strategy opens at once. A paid one stays a draft until your payouts are set up."
        {...EDITOR_CHOICES}
      />
    </div>
  );
}
