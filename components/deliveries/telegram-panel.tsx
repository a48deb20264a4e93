import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { ChannelList } from "./channel-list.tsx";
import type { ChannelActions } from "./channel-row.tsx";
import { TelegramCode } from "./telegram-code.tsx";

/** Chats with our bot, linked by a code. */
export function TelegramPanel({
  channels,
  hasBot,
  connect,
  actions,
}: {
  readonly channels: readonly OutsideChannelView[];
  readonly hasBot: boolean;
  readonly connect: FormAction;
  readonly actions: ChannelActions;
}) {
  return (
    <Panel
      id="telegram"
      title="Telegram"
      sub={
        <p className="text-dense text-ink-2">
          Our bot tells you, and answers /pnl, /positions, /pause, /resume and /stop. What changes something asks again
          first.
        </p>
      }
    >
      <ChannelList channels={channels} actions={actions} />
      {hasBot ? (
        <Form action={connect} className="grid gap-4" aria-label="Connect Telegram">
          <TelegramCode />
          <div>
            <SubmitButton variant="default" pendingText="Making a code…">
              {channels.length === 0 ? "Connect Telegram" : "Connect another chat"}
            </SubmitButton>
          </div>
        </Form>
      ) : (
        <p className="text-dense text-ink-2">This site has no Telegram bot: TELEGRAM_BOT_TOKEN is not set.</p>
      )}
    </Panel>
  );
}
