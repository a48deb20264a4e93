import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { gateItems } from "@/components/copies/gate-items";
import { LiveGateList } from "@/components/copies/live-gate-list";
import { worstDay } from "@/components/copies/worst-day";
import { TakeLiveForm } from "@/components/trading-sessions/take-live-form";
import { ModeBadge } from "@/components/ui/badge";
import { formatSymbol } from "@/components/ui/format";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { titleOf } from "@/lib/features/backtests/strategies";
import { readLiveGate } from "@/lib/features/copies/live/gate";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import { getSession } from "@/lib/features/trading-sessions/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { quoteCoin } from "@/lib/trading/market/symbol";
import { takeSessionLiveAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Going live" };

/** From a session to the same strategy on one's own account: every condition with its state and fix, size and limits in money, the last step. */
export default async function SessionLivePage({ params }: { readonly params: Promise<{ id: string }> }) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const { id } = await params;
  const session = await getSession(ctx, actor.userId, id);
  if (session === null) notFound();
  const [keys, limits] = await Promise.all([keysOf(ctx.db, actor.userId), limitsOf(ctx.db, actor.userId)]);
  const here = keys.filter(({ exchange }) => exchange === session.exchange);
  const key = here.find(({ status }) => status === "VALID") ?? here[0] ?? null;
  const conditions = await readLiveGate(ctx, actor, { keyId: key?.id ?? null, followId: null });
  const lines = gateItems(conditions, `/sessions/${id}/live`, actor.totpEnabled, null);
  const title = `${titleOf(session.strategy)} on ${formatSymbol(session.symbol)}`;
  const name = ctx.exchangeAccounts.offered.find((one) => one.id === session.exchange)?.name ?? session.exchange;
  return (
    <>
      <PageHead
        title="Going live"
        crumbs={[
          { href: "/sessions", label: "Sessions" },
          { href: `/sessions/${id}`, label: title },
        ]}
        badges={<ModeBadge mode="LIVE" />}
        lead={`The same strategy, parameters and candles, traded on your own account at ${name}: a twin on paper decides, your account follows it.`}
      />
      <div className="stack">
        <Panel title="Conditions" flush>
          <LiveGateList label="Conditions of live trading" lines={lines} />
        </Panel>
        {key !== null && (
          <TakeLiveForm
            sessionId={id}
            keyId={key.id}
            exchangeName={name}
            ready={lines.every(({ met }) => met)}
            worstDay={worstDay(limits)}
            maxTradeUsd={limits.maxTradeUsd}
            coin={quoteCoin(session.symbol)}
            needsWord={ctx.config.liveConfirmToken !== null}
            action={takeSessionLiveAction}
          />
        )}
      </div>
      <RiskLine />
    </>
  );
}
