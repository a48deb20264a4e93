import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { When } from "@/components/ui/when";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";

export interface ChannelActions {
  readonly test: FormAction;
  readonly turnOn: FormAction;
  readonly remove: FormAction;
}

/** One target: its name, whether it works, its last message, and what can be done with it. */
export function ChannelRow({
  channel,
  actions,
  note,
  removable = true,
  children,
}: {
  readonly channel: OutsideChannelView;
  readonly actions: ChannelActions;
  /** Beside the name. */
  readonly note?: ReactNode;
  /** The account's own address stays: what goes there is chosen in the grid. */
  readonly removable?: boolean;
  /** More buttons. */
  readonly children?: ReactNode;
}) {
  const { id, label, state, stateReason, failures } = channel;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 break-words">{label}</span>
          {state === "ACTIVE" ? (
            failures > 0 && <Badge tone="warn">Failing, {failures} in a row</Badge>
          ) : (
            <Badge tone={state === "OFF" ? "bad" : "warn"}>{state === "OFF" ? "Off" : "Paused"}</Badge>
          )}
          {note}
        </div>
        <div className="text-caption text-ink-3">
          {stateReason !== null && <>{stateReason}. </>}
          <LastMessage last={channel.last} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <Form action={state === "ACTIVE" ? actions.test : actions.turnOn} aria-label={label}>
          <input type="hidden" name="channelId" value={id} />
          <SubmitButton variant="default" size="sm" pendingText="Asking…">
            {state === "ACTIVE" ? "Send test" : "Turn on"}
            <span className="sr-only"> {label}</span>
          </SubmitButton>
        </Form>
        {removable && (
          <ConfirmDialog
            trigger={
              <Button size="sm" variant="danger">
                Remove<span className="sr-only"> {label}</span>
              </Button>
            }
            title={`Remove ${label}`}
            description="Nothing more is sent there. What still waits for it is dropped."
            confirm="Remove"
            keep="Keep it"
            variant="danger"
            action={actions.remove}
            fields={{ channelId: id }}
          />
        )}
      </div>
    </li>
  );
}

function LastMessage({ last }: Pick<OutsideChannelView, "last">) {
  if (last === null) return <>No message yet</>;
  const { state, reason, at } = last;
  const words: Readonly<Record<typeof state, string>> = {
    SENT: "Last message delivered",
    QUEUED: "A message is on its way since",
    FAILED: "Last message refused",
    DEAD: "Last message given up",
    SKIPPED: "Last message not sent",
  };
  return (
    <>
      {words[state]} <When at={at} />
      {reason !== null && state !== "SENT" && <>: {reason}</>}
    </>
  );
}
