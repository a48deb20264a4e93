import Link from "next/link";
import { Button, ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { ChannelList } from "./channel-list.tsx";
import type { ChannelActions } from "./channel-row.tsx";
import { NewWebhookSecret } from "./new-webhook-secret.tsx";

/** Servers of the user's that get every message as signed JSON. */
export function WebhookPanel({
  channels,
  add,
  actions,
}: {
  readonly channels: readonly OutsideChannelView[];
  readonly add: FormAction;
  readonly actions: ChannelActions;
}) {
  return (
    <Panel
      id="webhooks"
      title="Webhooks"
      sub={
        <p className="text-dense text-ink-2">
          Signed JSON to a server of yours, by the Standard Webhooks rules.{" "}
          <Link className="link" href="/docs/webhooks">
            How to check the signature
          </Link>
        </p>
      }
    >
      <ChannelList
        channels={channels}
        actions={actions}
        more={({ id, label }) => (
          <ButtonLink size="sm" href={`/settings/notifications/webhooks/${id}`}>
            Log<span className="sr-only"> of {label}</span>
          </ButtonLink>
        )}
      />
      <Form action={add} className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto]">
        <NewWebhookSecret className="sm:col-span-3" />
        <Field label="Name" name="label">
          <Input autoComplete="off" maxLength={60} placeholder="My bot" />
        </Field>
        <Field label="Address" name="url">
          <Input
            className="font-mono"
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://bot.example.com/heliograph"
          />
        </Field>
        <SubmitButton variant="default" className="sm:mt-6" pendingText="Adding…">
          Add
        </SubmitButton>
      </Form>
    </Panel>
  );
}

/** Asks before a new secret is made; it is shown by the form around (NewWebhookSecret). */
export function RotateButton({ channelId, action }: { readonly channelId: string; readonly action: FormAction }) {
  return (
    <Form action={action} className="grid gap-4">
      <NewWebhookSecret />
      <input type="hidden" name="channelId" value={channelId} />
      <div>
        <SubmitButton variant="default" pendingText="Making…">
          New secret
        </SubmitButton>
      </div>
    </Form>
  );
}

export function ResendAll({
  channelId,
  count,
  action,
}: {
  readonly channelId: string;
  readonly count: number;
  readonly action: FormAction;
}) {
  const what = count === 1 ? "1 message" : `${count} messages`;
  return (
    <ConfirmDialog
      trigger={<Button>Send again all that failed ({count})</Button>}
      title={`Send ${what} again`}
      description="Each goes out under its old webhook-id, oldest first. News of signals only while you have access."
      confirm="Send again"
      action={action}
      fields={{ channelId }}
    />
  );
}
