import { Checkbox, Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly admitUnproven: boolean;
  /** Of the last decision. */
  readonly reason: string | null;
}

/** Whether keys are let in whose exchange cannot tell their rights. Audited, with the reason. */
export function RuleForm({ exchange, action }: { readonly exchange: RuleRow; readonly action: FormAction }) {
  return (
    <Panel title={`Unproven keys of ${exchange.name}`}>
      <Form action={action} className="grid gap-4">
        <input type="hidden" name="exchange" value={exchange.id} />
        <Checkbox
          name="admitUnproven"
          value="true"
          label={`Let in keys of ${exchange.name} on their owner's word`}
          hint="They are shown as unproven for ever, and refused again at their next check once this is off."
          defaultChecked={exchange.admitUnproven}
        />
        <Field label="Reason" name="reason" hint={exchange.reason === null ? undefined : `Last: ${exchange.reason}`}>
          <Input autoComplete="off" maxLength={300} required />
        </Field>
        <div>
          <SubmitButton>Decide</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
