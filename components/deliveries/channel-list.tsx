import type { ReactNode } from "react";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { type ChannelActions, ChannelRow } from "./channel-row.tsx";

/** The targets of one kind, above the form that adds another; nothing where there is none. */
export function ChannelList({
  channels,
  actions,
  more,
}: {
  readonly channels: readonly OutsideChannelView[];
  readonly actions: ChannelActions;
  /** More buttons of a row. */
  readonly more?: (channel: OutsideChannelView) => ReactNode;
}) {
  if (channels.length === 0) return null;
  return (
    <ul className="mb-4 divide-y divide-line">
      {channels.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} actions={actions}>
          {more?.(channel)}
        </ChannelRow>
      ))}
    </ul>
  );
}
