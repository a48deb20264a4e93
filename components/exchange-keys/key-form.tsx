import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { ExchangeRuleView } from "@/lib/features/exchange-keys/queries";
import { KeyFields } from "./key-fields.tsx";

type FormExchange = Pick<ExchangeRuleView, "id" | "name" | "needsPassphrase" | "testnet" | "tellsRights">;

/** A new key: checked at its exchange before anything is stored. */
export function KeyForm({
  exchanges,
  action,
}: {
  /** Those whose keys are let in. */
  readonly exchanges: readonly FormExchange[];
  readonly action: FormAction;
}) {
  const names = (has: (exchange: FormExchange) => boolean): string[] => exchanges.filter(has).map(({ name }) => name);
  const testnets = names(({ testnet }) => testnet);
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
        <KeyFields
          passphrase={names(({ needsPassphrase }) => needsPassphrase)}
          unproven={names(({ tellsRights }) => !tellsRights)}
        />
        {testnets.length > 0 && (
          <Checkbox
            name="testnet"
            value="true"
            label={`A key of the test network of ${testnets.join(" or ")}`}
            hint="Trades there, with play money."
          />
        )}
        <div>
          <SubmitButton pendingText="Asking the exchange…">Check and save key</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
