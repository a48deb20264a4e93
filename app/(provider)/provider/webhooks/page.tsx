import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { type AddressView, listAddresses } from "@/lib/features/intake/queries";
import { silentFor } from "@/lib/features/intake/silence";
import type { UtcMs } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Alerts in" };

export default async function WebhooksPage() {
  const actor = await requireRole("PROVIDER");
  const { db, clock } = getCtx();
  const rows = await listAddresses(db, actor.userId, clock.now());
  return (
    <>
      <PageHead
        title="Alerts in"
        lead="An address for each strategy. TradingView and programs like it post there, and each alert becomes a signal: opened, turned, reduced or closed."
      />
      <Panel label="Strategies" flush>
        {rows.length === 0 ? (
          <EmptyState
            title="No strategy yet"
            action={
              <ButtonLink href="/provider/strategies/new" variant="primary">
                New strategy
              </ButtonLink>
            }
          >
            Alerts belong to a strategy: make one first.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {rows.map((row) => (
              <Row key={row.strategy.id} {...row} now={clock.now()} />
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}

function Row({ strategy, address, now }: AddressView & { readonly now: UtcMs }) {
  const isLive = address !== null && !address.isRevoked;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <Link className="link font-medium" href={`/provider/webhooks/${strategy.id}`}>
          {strategy.name}
        </Link>
        <div className="text-caption text-ink-3">
          {strategy.supportedPairs.join(", ")} ·{" "}
          {address?.lastDeliveryAt == null ? (
            "no message yet"
          ) : (
            <>
              last message <When at={Date.parse(address.lastDeliveryAt)} />
            </>
          )}
        </div>
      </div>
      {isLive ? (
        <Badge tone={silentFor(address, now) === null ? "ok" : "warn"}>
          {silentFor(address, now) === null ? "In use" : "Silent"}
        </Badge>
      ) : (
        <Badge tone="line">{address === null ? "No address" : "Revoked"}</Badge>
      )}
    </li>
  );
}
