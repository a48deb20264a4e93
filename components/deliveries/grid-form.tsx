import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { EventKind } from "@/lib/features/deliveries/event-kind";
import type { ChannelView } from "@/lib/features/deliveries/queries";
import { CHANNEL_WORDS } from "@/lib/kernel/channel-kind";
import { HourlyLimit } from "./hourly-limit.tsx";

const HINTS: Readonly<Record<EventKind, string>> = {
  signal: "New ones and their course",
  copy: "Entries and exits of your copies",
  failure: "An order that did not go through",
  billing: "Payments and access",
  security: "Sign-outs and changes of your account",
  pnl: "At 7:00, how your day before went",
  system: "Of the site and your channels",
  alert: "Errors, exchanges down, kill switch",
};

/** A kind of the grid as it is called, and whether it passes quiet hours and limits. */
export interface GridRow {
  readonly event: EventKind;
  readonly name: string;
  readonly isUrgent: boolean;
}

/** Stays in view while the channels scroll past it. */
const KIND_CELL = "sticky left-0 z-1 bg-(--surface) text-left font-normal max-sm:max-w-36 max-sm:whitespace-normal";

/** Which kinds go out by which channel, and how many an hour. One form, so that it works without script. */
export function GridForm({
  channels,
  events,
  action,
}: {
  readonly channels: readonly ChannelView[];
  readonly events: readonly GridRow[];
  readonly action: FormAction;
}) {
  return (
    <Panel
      id="grid"
      title="What goes where"
      sub={
        <p className="text-dense text-ink-2">
          All but the daily P&L is in the notification centre anyway. Urgent kinds pass quiet hours and limits.
        </p>
      }
    >
      <Form action={action} aria-label="What goes where">
        {channels.map(({ id }) => (
          <input key={id} type="hidden" name="channels" value={id} />
        ))}
        <Table
          label="What goes where"
          minWidth={160 + 100 * channels.length}
          head={
            <>
              <Th className={KIND_CELL}>Kind</Th>
              {channels.map((channel) => (
                <Th key={channel.id} className="text-center">
                  {CHANNEL_WORDS[channel.kind]}
                  <span
                    className="mx-auto block max-w-24 truncate sm:max-w-36 font-normal text-caption text-ink-3"
                    title={channel.label}
                  >
                    {channel.label}
                  </span>
                </Th>
              ))}
            </>
          }
        >
          {events.map(({ event, name, isUrgent }) => (
            <tr key={event}>
              <th scope="row" className={KIND_CELL}>
                {name}
                {isUrgent && <span className="text-caption text-ink-3"> · urgent</span>}
                <span className="block text-caption text-ink-3">{HINTS[event]}</span>
              </th>
              {channels.map((channel) => (
                <Td key={channel.id} className="text-center">
                  <input
                    type="checkbox"
                    className="chk-box"
                    name={`events.${channel.id}`}
                    value={event}
                    defaultChecked={channel.events.includes(event)}
                    aria-label={`${name} by ${CHANNEL_WORDS[channel.kind]}, ${channel.label}`}
                  />
                </Td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row" className={KIND_CELL}>
              At most an hour
              <span className="block text-caption text-ink-3">The rest comes as one digest. 0: no limit</span>
            </th>
            {channels.map((channel) => (
              <Td key={channel.id}>
                <HourlyLimit channelId={channel.id} value={channel.hourlyMax} label={channel.label} />
              </Td>
            ))}
          </tr>
        </Table>
        <div className="mt-4">
          <SubmitButton pendingText="Saving…">Save</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
