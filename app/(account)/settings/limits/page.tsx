import type { Metadata } from "next";
import { SettingsPage } from "@/components/accounts/settings-page";
import { LimitsForm } from "@/components/orders/limits-form";
import { Notice } from "@/components/ui/notice";
import { requireActor } from "@/lib/auth/require-role";
import { planOf } from "@/lib/features/accounts/queries";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { LIMIT_CEILINGS } from "@/lib/trading/risk/limit-change";
import { setLimitsAction } from "./actions.ts";

export const metadata: Metadata = { title: "Limits" };

/** What every trade on real money stays inside of; narrower at once, wider after a code. */
export default async function LimitsPage() {
  const actor = await requireActor();
  if (actor.role === "ADMIN") {
    return (
      <SettingsPage current="limits">
        <Notice title="An admin does not trade,">so there are no limits to set here.</Notice>
      </SettingsPage>
    );
  }
  const { db } = getCtx();
  const [limits, plan] = await Promise.all([limitsOf(db, actor.userId), planOf(db, actor.userId)]);
  const most = LIMIT_CEILINGS[plan];
  const text = (value: { toString(): string } | number): string => Number(value).toLocaleString("en");
  return (
    <SettingsPage current="limits">
      <p className="lead">
        Every trade on real money stays inside these, whoever asks for it: a copied signal, a session or you. Orders
        that close something are never held back by a limit.
      </p>
      <LimitsForm
        limits={limits}
        planName={plan.charAt(0) + plan.slice(1).toLowerCase()}
        most={{
          maxTradeUsd: text(most.maxTradeUsd),
          entriesPerDay: text(most.entriesPerDay),
          portfolioRiskPct: text(most.portfolioRiskPct),
          runLossUsd: text(most.runLossUsd),
          drawdownUsd: text(most.drawdownUsd),
          maxLeverage: text(most.maxLeverage),
          symbols: text(most.symbols),
        }}
        action={setLimitsAction}
      />
    </SettingsPage>
  );
}
