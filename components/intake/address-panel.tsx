import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { KeyValues, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { AddressState } from "@/lib/features/intake/queries";
import { NewAddress } from "./new-address.tsx";

export interface AddressPanelProps {
  readonly strategyId: string;
  readonly address: AddressState | null;
  readonly issue: FormAction;
  readonly revoke: FormAction;
}

/** The address itself: made, shown once, replaced, ended. */
export function AddressPanel({ strategyId, address, issue, revoke }: AddressPanelProps) {
  const isLive = address !== null && !address.isRevoked;
  return (
    <Panel
      title="Address"
      aside={address === null ? null : isLive ? <Badge tone="ok">In use</Badge> : <Badge tone="line">Revoked</Badge>}
    >
      <Form action={issue} className="grid gap-4" aria-label="Address for alerts">
        <NewAddress />
        {address === null ? (
          <p className="max-w-(--measure) text-ink-2">
            Make an address, put it into the Webhook URL field of your TradingView alert, and copy a message from below.
            Whoever knows the address can publish signals of this strategy, so keep it to yourself.
          </p>
        ) : (
          <KeyValues
            rows={[
              ["Ends in", <code key="last4">••••{address.last4}</code>],
              ["Made", <When key="made" at={Date.parse(address.issuedAt)} />],
              [
                "Last message",
                address.lastDeliveryAt === null ? (
                  "None yet"
                ) : (
                  <When key="last" at={Date.parse(address.lastDeliveryAt)} />
                ),
              ],
            ]}
          />
        )}
        <input type="hidden" name="strategyId" value={strategyId} />
        {!isLive && (
          <div>
            <SubmitButton pendingText="Making…">Make {address === null ? "an" : "a new"} address</SubmitButton>
          </div>
        )}
        {isLive && (
          <details>
            <summary className="link cursor-pointer text-dense">Rotate the address</summary>
            <p className="my-2 max-w-(--measure) text-ink-2">
              The old address is dead at once: alerts that still use it get 404 until you change them.
            </p>
            <SubmitButton variant="default" pendingText="Rotating…">
              Rotate address
            </SubmitButton>
          </details>
        )}
      </Form>
      {isLive && (
        <div className="mt-4">
          <ConfirmDialog
            trigger={<Button variant="danger">Revoke address</Button>}
            title="Revoke address"
            description="No alert reaches this strategy any more, from the next one on. Open signals stay open."
            confirm="Revoke address"
            keep="Keep it"
            variant="danger"
            action={revoke}
            fields={{ strategyId }}
          />
        </div>
      )}
    </Panel>
  );
}
