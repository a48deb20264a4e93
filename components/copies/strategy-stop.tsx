import { RefreshWhile } from "@/components/candles/refresh-while";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field, Input } from "@/components/ui/field";
import type { FormAction } from "@/components/ui/form-state";
import { plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { StrategyStop } from "@/lib/features/copies/live/strategy-stop";
import { PositionsChoice } from "./positions-choice.tsx";

export interface StrategyStopProps {
  readonly id: string;
  readonly name: string;
  /** null: it is not stopped. */
  readonly stop: StrategyStop | null;
  readonly engage: FormAction;
  readonly release: FormAction;
}

/** A provider's kill switch over what his followers trade with real money. */
export function StrategyStopPanel({ id, name, stop, engage, release }: StrategyStopProps) {
  return (
    <Panel title="Live trading of followers">
      {stop === null ? (
        <>
          <p className="mb-3 text-ink-2">
            Your signals are traded on real accounts as each follower set it. Paper and notices are not touched by a
            stop.
          </p>
          <Engage id={id} name={name} action={engage} />
        </>
      ) : (
        <Stopped id={id} name={name} stop={stop} release={release} />
      )}
    </Panel>
  );
}

function Engage({ id, name, action }: Pick<StrategyStopProps, "id" | "name"> & { readonly action: FormAction }) {
  return (
    <ConfirmDialog
      trigger={<Button>Stop live trading</Button>}
      title={`Stop live trading of ${name}`}
      description="Nothing of it is opened on a follower's real account from the moment you confirm, and entries that wait are taken back. Exits always go."
      confirm="Stop now"
      variant="live"
      action={action}
      fields={{ id }}
    >
      <div className="grid gap-4">
        <PositionsChoice
          legend="Open positions of followers"
          keep="We hold their stops until you release it."
          close="By market orders at each exchange."
        />
        <Field label="Reason" name="reason" hint="Your followers read it.">
          <Input autoComplete="off" maxLength={300} required />
        </Field>
      </div>
    </ConfirmDialog>
  );
}

function Stopped({
  id,
  name,
  stop,
  release,
}: Pick<StrategyStopProps, "id" | "name" | "release"> & { readonly stop: StrategyStop }) {
  return (
    <>
      <RefreshWhile active={!stop.stopped} />
      <p className="flex flex-wrap items-baseline gap-2">
        <Badge tone={stop.stopped ? "ok" : "warn"}>{stop.stopped ? "Stopped" : "Stopping"}</Badge>
        <span className="text-caption text-ink-3">
          since <When at={stop.since} />, positions {stop.positions === "close" ? "closed" : "kept"}
        </span>
      </p>
      {!stop.stopped && <p className="mt-1 text-caption text-ink-2">{left(stop)}</p>}
      <p className="my-3">{stop.reason}</p>
      {stop.yours ? (
        <ConfirmDialog
          trigger={<Button size="sm">Release</Button>}
          title={`Release: ${name}`}
          description="New entries are possible again from then on. It takes a code of your authenticator app, at most ten minutes old."
          confirm="Release"
          action={release}
          fields={{ id }}
        />
      ) : (
        <p className="text-caption text-ink-3">An admin stopped it; only an admin ends that.</p>
      )}
    </>
  );
}

function left({ ordersLeft, positionsLeft, positions, unconfirmed }: StrategyStop): string {
  return [
    ...(ordersLeft > 0 ? [`${plural(ordersLeft, "order")} left`] : []),
    ...(positions === "close" && positionsLeft > 0 ? [`${plural(positionsLeft, "position")} left`] : []),
    ...(unconfirmed > 0 ? [`${plural(unconfirmed, "account")} to be confirmed by the exchange`] : []),
  ].join(", ");
}
