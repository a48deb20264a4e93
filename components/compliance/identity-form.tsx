import { Field, Input, RadioCards } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

/** Records that somebody's identity was seen. Audited, with the reason. */
export function IdentityForm({ action }: { readonly action: FormAction }) {
  return (
    <Panel title="Identity">
      <Form action={action} className="grid gap-4">
        <Field label="Account" name="user" hint="Its address or id.">
          <Input autoComplete="off" spellCheck={false} maxLength={254} required />
        </Field>
        <RadioCards
          legend="State"
          name="verified"
          defaultValue="true"
          options={[
            {
              value: "true",
              label: "Verified",
              description: "Above 10,000 USD a trade and 50,000 USD a day are let through.",
            },
            { value: "false", label: "Not verified", description: "Those limits hold again." },
          ]}
        />
        <Field label="What you saw" name="reason" hint="Kept in the audit log.">
          <Input autoComplete="off" maxLength={500} required />
        </Field>
        <div>
          <SubmitButton>Record</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
