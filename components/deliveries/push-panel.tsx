import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { OutsideChannelView } from "@/lib/features/deliveries/outside-queries";
import { ChannelList } from "./channel-list.tsx";
import type { ChannelActions } from "./channel-row.tsx";
import { PushSwitch } from "./push-switch.tsx";

/** Browsers that show messages, also while the site is closed. */
export function PushPanel({
  channels,
  publicKey,
  add,
  actions,
}: {
  readonly channels: readonly OutsideChannelView[];
  /** null: this site has no keys for push services. */
  readonly publicKey: string | null;
  readonly add: FormAction;
  readonly actions: ChannelActions;
}) {
  return (
    <Panel
      id="push"
      title="Browser push"
      sub={<p className="text-dense text-ink-2">Messages of your device, also while this site is closed.</p>}
    >
      <ChannelList channels={channels} actions={actions} />
      {publicKey === null ? (
        <p className="text-dense text-ink-3">Push is not set up on this site.</p>
      ) : (
        <PushSwitch
          publicKey={publicKey}
          known={channels.filter(({ state }) => state === "ACTIVE").map(({ address }) => address)}
          add={add}
        />
      )}
    </Panel>
  );
}
