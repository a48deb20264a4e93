import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { STATE_WORDS } from "./delivery-words.ts";

/** What the list shows, by address, and "send all again" once it shows one channel. */
export function DeliveryFilters({
  state,
  kind,
  channelId,
  kinds,
  resend,
}: {
  readonly state: string;
  readonly kind: string;
  readonly channelId: string;
  readonly kinds: readonly { readonly value: string; readonly label: string }[];
  readonly resend: FormAction;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <form className="flex flex-wrap items-end gap-3">
        <Field label="State">
          <Select
            name="state"
            defaultValue={state}
            options={[
              { value: "", label: "All" },
              ...Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label })),
            ]}
          />
        </Field>
        <Field label="Kind of channel">
          <Select name="kind" defaultValue={kind} options={[{ value: "", label: "All" }, ...kinds]} />
        </Field>
        <Field label="Channel's id">
          <Input name="channel" className="font-mono" autoComplete="off" spellCheck={false} defaultValue={channelId} />
        </Field>
        <Button type="submit">Show</Button>
      </form>
      {channelId !== "" && (
        <Form action={resend} aria-label="Send all of this channel again">
          <input type="hidden" name="channelId" value={channelId} />
          <SubmitButton variant="default" pendingText="Queueing…">
            Send all given up again
          </SubmitButton>
        </Form>
      )}
    </div>
  );
}
