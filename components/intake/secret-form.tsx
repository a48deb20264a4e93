import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

/** A second check beside the address: a word that each message must name. */
export function SecretForm({
  strategyId,
  hasSecret,
  save,
}: {
  readonly strategyId: string;
  readonly hasSecret: boolean;
  readonly save: FormAction;
}) {
  return (
    <Panel title="Secret in the message">
      <Form action={save} className="grid gap-4" aria-label="Secret in the message">
        <input type="hidden" name="strategyId" value={strategyId} />
        <Field
          label={hasSecret ? "New secret" : "Secret"}
          name="secret"
          hint={
            hasSecret
              ? "A secret is set. Save an empty field to ask for none."
              : 'At least 8 characters. Messages then need "secret": "…".'
          }
        >
          <Input type="password" autoComplete="new-password" spellCheck={false} />
        </Field>
        <div>
          <SubmitButton variant="default" pendingText="Saving…">
            Save secret
          </SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
