import { Beam } from "@/components/ui/beam";
import { When } from "@/components/ui/when";
import { type EventRow, eventDetail, eventTitle } from "./words.ts";

/** A signal's events, newest first, each with its place in the chain. */
export function SignalBeam({
  events,
  tick,
}: {
  readonly events: readonly (EventRow & { readonly hash: string })[];
  readonly tick: string | undefined;
}) {
  const newest = events.at(-1)?.seq;
  return (
    <Beam
      label="Events of this signal, newest first"
      items={[...events].reverse().map((event) => ({
        id: String(event.seq),
        state: event.seq === newest ? "now" : "done",
        title: eventTitle(event),
        at: <When at={event.receivedAt} />,
        children: (
          <>
            {eventDetail(event, tick)}
            <span className="block text-caption text-ink-3">
              Event {event.seq} of the ledger · <code title={event.hash}>{event.hash.slice(0, 12)}…</code>
            </span>
          </>
        ),
      }))}
    />
  );
}
