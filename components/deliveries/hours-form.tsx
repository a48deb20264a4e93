import Link from "next/link";
import { Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { ChannelView } from "@/lib/features/deliveries/queries";
import { CHANNEL_WORDS } from "@/lib/kernel/channel-kind";

export interface DeliverySettingsView {
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
  readonly escalateFromId: string | null;
  readonly escalateToId: string | null;
  readonly escalateAfterMin: number;
}

/** Quiet hours, and who takes over a trading failure that the first channel did not take. */
export function HoursForm({
  settings,
  channels,
  timeZone,
  action,
}: {
  readonly settings: DeliverySettingsView;
  readonly channels: readonly ChannelView[];
  readonly timeZone: string;
  readonly action: FormAction;
}) {
  const options = channels.map(({ id, kind, label }) => ({ value: id, label: `${CHANNEL_WORDS[kind]}: ${label}` }));
  return (
    <Panel
      id="hours"
      title="Quiet hours and failures"
      sub={
        <p className="text-dense text-ink-2">
          By your clock, {timeZone.replace(/_/g, " ")}.{" "}
          <Link className="link" href="/settings/profile">
            Change the zone
          </Link>
        </p>
      }
    >
      <Form action={action} className="grid gap-4" aria-label="Quiet hours and failures">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Quiet from" name="quietFrom" hint="What is not urgent waits and comes as one digest.">
            <Input type="time" defaultValue={clock(settings.quietFrom)} />
          </Field>
          <Field label="Quiet to" name="quietTo" hint="Leave both empty for no quiet hours.">
            <Input type="time" defaultValue={clock(settings.quietTo)} />
          </Field>
        </div>
        {channels.length < 2 ? (
          <>
            <input type="hidden" name="escalateAfterMin" value={settings.escalateAfterMin} />
            <p className="text-dense text-ink-2">
              With two channels, a trading failure that the first one does not take can go out by the second.
            </p>
          </>
        ) : (
          <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_9rem]">
            <Field label="Trading failures first by" name="escalateFromId">
              <Select
                options={[{ value: "", label: "As in the grid" }, ...options]}
                defaultValue={settings.escalateFromId ?? ""}
              />
            </Field>
            <Field label="Then by" name="escalateToId">
              <Select
                options={[{ value: "", label: "No second channel" }, ...options]}
                defaultValue={settings.escalateToId ?? ""}
              />
            </Field>
            <Field label="After" name="escalateAfterMin">
              <Input
                className="num"
                unit="min"
                inputMode="numeric"
                autoComplete="off"
                defaultValue={String(settings.escalateAfterMin)}
              />
            </Field>
          </div>
        )}
        <div>
          <SubmitButton pendingText="Saving…">Save hours</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

/** Minutes of the day as a time field has them. */
function clock(minutes: number | null): string {
  if (minutes === null) return "";
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
