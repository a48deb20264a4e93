"use client";

import { RefreshWhile } from "@/components/candles/refresh-while";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form-state";
import { plural } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SwitchView } from "@/lib/features/admin/list-switches";

export interface SwitchTableProps {
  readonly switches: readonly SwitchView[];
  readonly release: FormAction;
}

/** Engaged switches; "Stopped" only when the exchanges show it. */
export function SwitchTable({ switches, release }: SwitchTableProps) {
  return (
    <>
      <RefreshWhile active={switches.some(({ stopped }) => !stopped)} />
      <Table
        label="Engaged kill switches"
        minWidth={760}
        head={
          <>
            <Th>What</Th>
            <Th>State</Th>
            <Th>Positions</Th>
            <Th>Why</Th>
            <Th>Since</Th>
            <Th>
              <span className="sr-only">Release</span>
            </Th>
          </>
        }
      >
        {switches.map((one) => (
          <tr key={`${one.scope} ${one.key}`}>
            <Td>{one.name}</Td>
            <Td>
              <Badge tone={one.stopped ? "ok" : "warn"}>{one.stopped ? "Stopped" : "Stopping"}</Badge>
              {!one.stopped && <span className="block text-caption text-ink-3">{left(one)}</span>}
            </Td>
            <Td>{one.positions === "close" ? "closed" : "kept"}</Td>
            <Td>
              {one.reason}
              <span className="block text-caption text-ink-3">{one.by}</span>
            </Td>
            <Td>
              <When at={one.engagedAt} />
            </Td>
            <Td num>
              <ConfirmDialog
                trigger={<Button size="sm">Release</Button>}
                title={`Release: ${one.name}`}
                description="New entries are possible again from then on. It takes a code of your authenticator app, at most ten minutes old."
                confirm="Release"
                action={release}
                fields={{ scope: one.scope, key: one.key }}
              />
            </Td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function left({ ordersLeft, positionsLeft, positions, unconfirmed }: SwitchView): string {
  return [
    ...(ordersLeft > 0 ? [`${plural(ordersLeft, "order")} left`] : []),
    ...(positions === "close" && positionsLeft > 0 ? [`${plural(positionsLeft, "position")} left`] : []),
    ...(unconfirmed > 0 ? [`${plural(unconfirmed, "account")} to be confirmed by the exchange`] : []),
  ].join(", ");
}
