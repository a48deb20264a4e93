import type { Metadata } from "next";
import { gateItems } from "@/components/copies/gate-items";
import { LiveGateList } from "@/components/copies/live-gate-list";
import { KeyPicker } from "@/components/exchange-keys/key-picker";
import { BuyForm } from "@/components/trades/buy-form";
import { RequestList } from "@/components/trades/request-list";
import { ModeBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { readHandGate } from "@/lib/features/copies/live/gate";
import { followsLive } from "@/lib/features/copies/live/live-queries";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import { freshAsks } from "@/lib/features/trades/fresh-asks";
import { askedLately } from "@/lib/features/trades/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { buyAction } from "./actions.ts";

export const metadata: Metadata = { title: "Buy by hand" };

const PATH = "/positions/buy";
const SHOWN = 10;
const NOTHING_SHOWN = { riskAccepted: false, phrase: "", confirmWord: "" };

interface Props {
  readonly searchParams: Promise<{ key?: string | string[] }>;
}

/** An order on one's own account, by one's own hand: what has to hold, the order, and what became of the last ones. */
export default async function BuyPage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const { key: asked } = await searchParams;
  const [keys, limits, requests] = await Promise.all([
    keysOf(ctx.db, actor.userId),
    limitsOf(ctx.db, actor.userId),
    askedLately(ctx, actor.userId, null, SHOWN),
  ]);
  const key = keys.find(({ id }) => id === asked) ?? keys.find(({ status }) => status === "VALID") ?? keys[0] ?? null;
  const nameOf = (exchange: string): string =>
    ctx.exchangeAccounts.offered.find(({ id }) => id === exchange)?.name ?? exchange;
  const symbols = limits.symbols.filter((symbol) => !symbol.includes(":"));
  const [gate, isOn, asks] = await Promise.all([
    readHandGate(ctx, actor, key?.id ?? null, NOTHING_SHOWN),
    key === null ? false : followsLive(ctx.db, actor.userId, key.id),
    key === null ? {} : freshAsks(ctx, key.exchange, symbols),
  ]);
  const lines = gateItems(gate, PATH, actor.totpEnabled, key?.id ?? null);
  const ready = lines.every(({ met }) => met);
  return (
    <>
      <PageHead
        title="Buy by hand"
        crumbs={[{ href: "/positions", label: "Positions" }]}
        badges={<ModeBadge mode="LIVE" />}
        lead="A spot order on your own exchange account, with real money and a stop. What you buy here you sell on the page Positions."
      />
      <div className="stack">
        <KeyPicker keys={keys} current={key?.id} path={PATH} nameOf={nameOf} />
        {!ready && (
          <Panel title="Conditions" flush>
            <LiveGateList label="Conditions of trading with real money" lines={lines} />
          </Panel>
        )}
        {key !== null && (
          <Panel title={`Order on ${nameOf(key.exchange)} ${key.maskedKey}`}>
            {symbols.length === 0 ? (
              <EmptyState title="No symbol is allowed">Your limits name no spot symbol.</EmptyState>
            ) : (
              <BuyForm
                key={key.id}
                credentialId={key.id}
                account={`${nameOf(key.exchange)} ${key.maskedKey}`}
                exchange={key.exchange}
                symbols={symbols}
                asks={asks}
                ready={ready}
                firstTime={!isOn}
                needsWord={ctx.config.liveConfirmToken !== null}
                orderId={ctx.ids.make("request")}
                action={buyAction}
              />
            )}
          </Panel>
        )}
        {requests.length > 0 && (
          <Panel title="Asked for lately" flush>
            <RequestList requests={requests} />
          </Panel>
        )}
      </div>
      <RiskLine />
    </>
  );
}
