import { Badge, StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { formatEnum, formatNumber, formatQty, formatSymbol } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { ClientDetail } from "@/lib/features/admin/show-client";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { PLAN_NAMES } from "@/lib/kernel/platform-plan";

/** Who it is, and how it signs in. */
export function AccountPanel({ client }: { readonly client: ClientDetail }) {
  const { id, createdAt, emailVerified, totpEnabled, openSessions, apiTokens, identityVerifiedAt } = client;
  return (
    <Panel title="Account">
      <KeyValues
        rows={[
          [
            "Id",
            <code key="id" className="font-mono">
              {id}
            </code>,
          ],
          ["Joined", <When key="joined" at={createdAt.getTime()} />],
          ["Address confirmed", emailVerified ? "yes" : "no"],
          ["Second factor", totpEnabled ? "on" : "off"],
          [
            "Identity recorded",
            identityVerifiedAt === null ? "no" : <When key="identity" at={identityVerifiedAt.getTime()} />,
          ],
          ["Devices signed in", formatNumber(openSessions)],
          ["API tokens", formatNumber(apiTokens)],
          ...(client.role === "PROVIDER" ? [["Payouts set up", client.transfersActive ? "yes" : "no"] as const] : []),
        ]}
      />
    </Panel>
  );
}

/** What it pays for and how much of it is in use. */
export function PlanPanel({ client }: { readonly client: ClientDetail }) {
  const { plan, planPayment, planLimits, planUsed, openPositions, trialEndsAt } = client;
  const used = (name: keyof typeof planUsed): string =>
    `${formatNumber(planUsed[name])} of ${formatNumber(planLimits[name])}`;
  return (
    <Panel title="Plan and use">
      <KeyValues
        rows={[
          ["Plan", PLAN_NAMES[plan]],
          ...(trialEndsAt === null ? [] : [["Trial ends", <When key="trial" at={trialEndsAt} />] as const]),
          ["Payment", planPayment === null ? "none" : <Money key="monthly" {...planPayment.monthly} />],
          ...(planPayment === null
            ? []
            : [
                ["Its state", formatEnum(planPayment.status)] as const,
                [
                  planPayment.endsThen ? "Ends" : "Renews",
                  planPayment.currentPeriodEnd === null ? (
                    "—"
                  ) : (
                    <When key="period" at={planPayment.currentPeriodEnd} as="date" />
                  ),
                ] as const,
              ]),
          ["Exchanges with keys", used("exchanges")],
          ["Strategies trading live", used("liveFollows")],
          ["Paid strategies on sale", used("strategiesSold")],
          ["Open positions, paper", formatNumber(openPositions.paper)],
          ["Open positions, live", formatNumber(openPositions.live)],
        ]}
      />
    </Panel>
  );
}

/** What its live trading is held to. */
export function LimitsPanel({ limits }: Pick<ClientDetail, "limits">) {
  const usd = (value: string): string => formatQty(value, { unit: "USD" });
  return (
    <Panel title="Limits of live trading">
      <KeyValues
        rows={(
          [
            ["A trade", `${formatQty(limits.minTradeUsd)} to ${usd(limits.maxTradeUsd)}`],
            ["Trades opened a day (UTC)", formatNumber(limits.entriesPerDay)],
            ["Loss of all open trades at their stops", `${limits.portfolioRiskPct} %`],
            ["Loss with one strategy on a day", usd(limits.runLossUsd)],
            ["Fall of the account below its best", usd(limits.drawdownUsd)],
            ["Leverage", `${limits.maxLeverage}×`],
          ] as const
        ).map(([name, value]) => [
          name,
          <span key={name} className="whitespace-nowrap">
            {value}
          </span>,
        ])}
      />
      <p className="mt-3 text-dense text-ink-2">In {limits.symbols.map(formatSymbol).join(", ")}.</p>
    </Panel>
  );
}

/** Its keys, masked as their owner sees them. */
export function KeysPanel({ keys }: { readonly keys: ClientDetail["credentials"] }) {
  return (
    <Panel title="Exchange keys" flush>
      {keys.length === 0 ? (
        <EmptyState title="No keys">It trades on paper only.</EmptyState>
      ) : (
        <Table
          label="Exchange keys"
          minWidth={640}
          head={
            <>
              <Th>Exchange</Th>
              <Th>Key</Th>
              <Th>State</Th>
              <Th>Name</Th>
              <Th num>Checked</Th>
            </>
          }
        >
          {keys.map(({ id, exchange, maskedKey, label, status, fault, testnet, checkedAt }) => (
            <tr key={id}>
              <Td>
                {exchangeName(exchange)} {testnet && <Badge tone="line">Test network</Badge>}
              </Td>
              <Td className="font-mono">{maskedKey}</Td>
              <Td>
                <StatusBadge status={status} />
                {fault !== null && <span className="mt-1 block text-caption text-ink-2">{fault}</span>}
              </Td>
              <Td>{label === "" ? "—" : label}</Td>
              <Td num>
                <When at={checkedAt.getTime()} />
              </Td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
