import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { KeyFields } from "./key-fields.tsx";

export interface FormExchange {
  readonly id: string;
  readonly name: string;
}

/** A new key: checked at its exchange before anything is stored. */
export function KeyForm({
  exchanges,
  unproven,
  action,
}: {
  readonly exchanges: readonly FormExchange[];
  /** Whether an admin lets in keys of an exchange that cannot tell their rights. */
  readonly unproven: boolean;
  readonly action: FormAction;
}) {
  return (
    <Panel title="Add a key">
      <Form action={action} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Exchange" name="exchange">
            <Select options={exchanges.map(({ id, name }) => ({ value: id, label: name }))} />
          </Field>
          <Field label="Name" name="label" hint="For you, e.g. main account.">
            <Input autoComplete="off" maxLength={60} />
          </Field>
        </div>
        <KeyFields passphrase unproven={unproven} />
        <Checkbox
          name="testnet"
          value="true"
          label="A key of Bybit's test network"
          hint="Trades there, with play money."
        />
        <div>
          <SubmitButton pendingText="Asking the exchange…">Check and save key</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
