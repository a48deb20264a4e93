import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { AddressPanel } from "@/components/intake/address-panel";
import { DeliveryList } from "@/components/intake/delivery-list";
import { ReadyMessages } from "@/components/intake/ready-messages";
import { SecretForm } from "@/components/intake/secret-form";
import { SettingsForm } from "@/components/intake/settings-form";
import { TestSender } from "@/components/intake/test-sender";
import { Notice } from "@/components/ui/notice";
import { Columns, PageHead } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { NEAR_LIMIT, TRADINGVIEW_IPS, TRADINGVIEW_MAX } from "@/lib/features/intake/address";
import { listAddresses, listDeliveries } from "@/lib/features/intake/queries";
import { silentFor, spanText } from "@/lib/features/intake/silence";
import { looksLikeId } from "@/lib/kernel/ids";
import { MINUTE_MS } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import {
  issueAddressAction,
  revokeAddressAction,
  saveAddressSettingsAction,
  sendTestAlertAction,
  setAddressSecretAction,
} from "../actions.ts";

export const metadata: Metadata = { title: "Alerts of a strategy" };

export default async function StrategyWebhookPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const [actor, { id }] = await Promise.all([requireRole("PROVIDER"), params]);
  if (!looksLikeId(id)) notFound();
  const { db, clock } = getCtx();
  const [rows, deliveries] = await Promise.all([
    listAddresses(db, actor.userId, clock.now(), id),
    listDeliveries(db, actor.userId, id),
  ]);
  const [found] = rows;
  if (found === undefined) notFound();
  const { strategy, address } = found;
  const live = address !== null && !address.isRevoked ? address : null;
  const silentMs = live === null ? null : silentFor(live, clock.now());
  return (
    <>
      <PageHead
        crumbs={[{ href: "/provider/webhooks", label: "Alerts in" }]}
        title={strategy.name}
        lead={`Alerts for ${strategy.supportedPairs.join(", ")}.`}
      />
      {strategy.status !== "ACTIVE" && (
        <Notice tone="warn" className="mb-5" title="This strategy publishes nothing yet.">
          Alerts are refused until it is active.{" "}
          <Link className="link" href={`/provider/strategies/${strategy.id}`}>
            Open the strategy
          </Link>
        </Notice>
      )}
      {live !== null && live.recent >= NEAR_LIMIT && (
        <Notice tone="warn" className="mb-5" title={`${live.recent} messages in 3 minutes.`}>
          TradingView stops an alert that fires {TRADINGVIEW_MAX} times in 3 minutes. Set the alert to once per bar
          close.
        </Notice>
      )}
      {silentMs !== null && (
        <Notice tone="warn" className="mb-5" title={`No message for ${spanText(Math.floor(silentMs / MINUTE_MS))}.`}>
          One is expected every {spanText(live?.expectEveryMin ?? 0)}. Check that the alert is still active at its
          sender: TradingView ends alerts by their expiry date, and stops those that fire too often.
        </Notice>
      )}
      <Columns
        side={
          live !== null && (
            <>
              <TestSender
                strategyId={strategy.id}
                pair={(strategy.supportedPairs[0] ?? "BTC/USDT").replace("/", "").replace(/:.*/, ".P")}
                send={sendTestAlertAction}
              />
              <SecretForm strategyId={strategy.id} hasSecret={live.hasSecret} save={setAddressSecretAction} />
            </>
          )
        }
      >
        <AddressPanel
          strategyId={strategy.id}
          address={address}
          issue={issueAddressAction}
          revoke={revokeAddressAction}
        />
        {live !== null && <ReadyMessages hasSecret={live.hasSecret} />}
        {live !== null && (
          <SettingsForm
            strategy={strategy}
            address={live}
            tradingViewIps={TRADINGVIEW_IPS}
            save={saveAddressSettingsAction}
          />
        )}
        <DeliveryList deliveries={deliveries} />
      </Columns>
    </>
  );
}
