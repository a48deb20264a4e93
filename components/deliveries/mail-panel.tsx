import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { type ChannelActions, ChannelRow } from "./channel-row.tsx";

/** Mail to the account's own address. */
export function MailPanel({
  channels,
  actions,
}: {
  readonly channels: readonly OutsideChannelView[];
  readonly actions: ChannelActions;
}) {
  return (
    <Panel id="mail" title="E-mail">
      {channels.length === 0 ? (
        <p className="text-dense text-ink-2">
          <Link className="link" href="/verify">
            Confirm your address
          </Link>
          , and mail can be chosen here.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {channels.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} actions={actions} removable={false} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
