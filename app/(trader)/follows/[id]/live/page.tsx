import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CheckKey } from "@/components/copies/check-key";
import { gateItems } from "@/components/copies/gate-items";
import { GoLiveForm } from "@/components/copies/go-live-form";
import { LiveGateList } from "@/components/copies/live-gate-list";
import { TurnLiveOff } from "@/components/copies/turn-live-off";
import { worstDay } from "@/components/copies/worst-day";
import { KeyPicker } from "@/components/exchange-keys/key-picker";
import { RequestList } from "@/components/trades/request-list";
import { TestBuy } from "@/components/trades/test-buy";
import { ModeBadge } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { askLiveGate } from "@/lib/features/copies/live/ask-live-gate";
import { followsLive } from "@/lib/features/copies/live/live-queries";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import { getFollow } from "@/lib/features/subscriptions/follow-queries";
import { askedLately } from "@/lib/features/trades/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { checkKeyAction } from "../../../../(account)/settings/keys/actions.ts";
import { testBuyAction } from "../../../positions/buy/actions.ts";
import { goLiveAction, turnLiveOffAction } from "./actions.ts";

export const metadata: Metadata = { title: "Going live" };

const ASKED_SHOWN = 3;

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ key?: string | string[] }>;
}

/** Every condition with its state and its fix, size and limits in money, then the last step. Off is one click. */
export default async function GoingLivePage({ params, searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const { db, clock, config, exchangeAccounts } = ctx;
  const [{ id }, { key: chosen }] = await Promise.all([params, searchParams]);
  const follow = await getFollow(db, actor.userId, id, clock.now());
  if (follow === null) notFound();
  const [keys, limits] = await Promise.all([keysOf(db, actor.userId), limitsOf(db, actor.userId)]);
  const key =
    keys.find((one) => one.id === chosen) ??
    keys.find((one) => one.id === follow.keyId) ??
    keys.find((one) => one.status === "VALID") ??
    keys[0] ??
    null;
  const [trades, asked] =
    key === null
      ? [false, []]
      : await Promise.all([followsLive(db, actor.userId, key.id), askedLately(ctx, actor.userId, key.id, ASKED_SHOWN)]);
  const gate =
    follow.subscriptionId === null
      ? null
      : await askLiveGate(ctx, actor, follow.subscriptionId, key === null ? null : key.id);
  const isOn = follow.mode === "LIVE";
  const testSymbol = limits.symbols.find((symbol) => !symbol.includes(":"));
  const path = `/follows/${follow.id}/live`;
  const nameOf = (exchange: string): string =>
    exchangeAccounts.offered.find((one) => one.id === exchange)?.name ?? exchange;
  const head = (
    <PageHead
      title={isOn ? "Live trading" : "Going live"}
      crumbs={[
        { href: "/subscriptions", label: "Subscriptions" },
        { href: `/follows/${follow.id}`, label: follow.strategy.name },
      ]}
      badges={follow.mode === "NOTIFY" ? undefined : <ModeBadge mode={follow.mode} />}
      lead={
        isOn
          ? `Signals of ${follow.strategy.name} are traded on your own exchange account.`
          : `From paper to your own exchange account: what has to hold before signals of ${follow.strategy.name} are traded with real money.`
      }
      actions={isOn ? <TurnLiveOff followId={follow.id} action={turnLiveOffAction} /> : undefined}
    />
  );
  if (gate === null || !gate.ok || follow.subscriptionId === null)
    return (
      <>
        {head}
        <Notice tone="warn" title="No access now.">
          Your subscription to this strategy is over, so nothing new is traded. What was opened before still gets its
          exits.
        </Notice>
      </>
    );
  const lines = gateItems(gate.value.conditions, path, actor.totpEnabled, key?.id ?? null);
  const ready = lines.every(({ met }) => met);
  const keyLacks = lines.some(({ condition, met }) => !met && (condition === "key" || condition === "exchange"));
  return (
    <>
      {head}
      <div className="stack">
        <KeyPicker keys={keys} current={key?.id} path={path} nameOf={nameOf} />
        <Panel title="Conditions" flush>
          <LiveGateList label="Conditions of live trading" lines={lines} />
          {key !== null && keyLacks && (
            <div className="py-3">
              <CheckKey keyId={key.id} name={`${nameOf(key.exchange)} ${key.maskedKey}`} action={checkKeyAction} />
            </div>
          )}
        </Panel>
        {key !== null && (
          <GoLiveForm
            key={key.id}
            subscriptionId={follow.subscriptionId}
            keyId={key.id}
            exchangeName={nameOf(key.exchange)}
            isOn={isOn}
            ready={ready}
            sizing={isOn ? follow.sizing : { type: "quote", value: limits.maxTradeUsd }}
            limits={isOn ? follow.limits : {}}
            coin={follow.strategy.quoteCoin}
            worstDay={worstDay(limits)}
            needsWord={config.liveConfirmToken !== null}
            action={goLiveAction}
          />
        )}
        {key !== null && testSymbol !== undefined && (ready || asked.length > 0) && (
          <Panel
            title="Test buy"
            sub="The smallest order that can be sold again: tries key, order and stop once, for little."
            aside={
              ready ? (
                <TestBuy
                  key={key.id}
                  credentialId={key.id}
                  account={`${nameOf(key.exchange)} ${key.maskedKey}`}
                  symbol={testSymbol}
                  firstTime={!trades}
                  needsWord={config.liveConfirmToken !== null}
                  orderId={ctx.ids.make("request")}
                  action={testBuyAction}
                />
              ) : undefined
            }
            flush
          >
            {asked.length === 0 ? (
              <p className="pb-4 text-ink-2">Nothing was bought by hand with this key yet.</p>
            ) : (
              <RequestList requests={asked} />
            )}
          </Panel>
        )}
      </div>
      <RiskLine />
    </>
  );
}
