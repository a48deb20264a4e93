import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { ChannelList } from "./channel-list.tsx";
import type { ChannelActions } from "./channel-row.tsx";

/** Discord channels, by the address of a webhook that its owner made there. */
export function DiscordPanel({
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
      id="discord"
      title="Discord"
      sub={
        <p className="text-dense text-ink-2">
          In Discord: channel settings, Integrations, Webhooks, New webhook, Copy webhook URL.
        </p>
      }
    >
      <ChannelList channels={channels} actions={actions} />
      <Form action={add} className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto]">
        <Field label="Name" name="label">
          <Input autoComplete="off" maxLength={60} placeholder="Discord" />
        </Field>
        <Field label="Webhook address" name="url">
          <Input
            className="font-mono"
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://discord.com/api/webhooks/…"
          />
        </Field>
        <SubmitButton variant="default" className="sm:mt-6" pendingText="Adding…">
          Add and test
        </SubmitButton>
      </Form>
    </Panel>
  );
}
