import type { Metadata } from "next";
import { EngageSwitch } from "@/components/admin/engage-switch";
import { SwitchTable } from "@/components/admin/switch-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { listSwitches } from "@/lib/features/admin/list-switches";
import { getCtx } from "@/lib/runtime/ctx";
import { engageSwitchAction, releaseSwitchAction } from "./actions.ts";

export const metadata: Metadata = { title: "Kill switches" };

/** Stops real-money trading of the platform or a part of it, and shows how far each stop has come. */
export default async function KillSwitchPage() {
  await requireRole("ADMIN");
  const ctx = getCtx();
  const switches = await listSwitches(ctx);
  return (
    <>
      <PageHead
        title="Kill switches"
        lead="No new entry leaves after a switch is engaged. Orders that still wait are taken back; exits always go. Releasing one asks for a code."
      />
      <div className="stack">
        <Panel label="Engaged switches" flush>
          {switches.length === 0 ? (
            <EmptyState title="Nothing is stopped" level={2}>
              Every account trades as its owner set it.
            </EmptyState>
          ) : (
            <SwitchTable switches={switches} release={releaseSwitchAction} />
          )}
        </Panel>
        <EngageSwitch exchanges={ctx.tradeVenues.abilities.map(({ id }) => id)} action={engageSwitchAction} />
      </div>
    </>
  );
}
