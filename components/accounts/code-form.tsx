import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";

/** Six digits of the app, or a recovery code: one field, since who lost the phone should not have to look for another page. */
export function CodeForm({
  action,
  next,
  recovery,
  button,
}: {
  readonly action: FormAction;
  readonly next: string | undefined;
  readonly recovery: boolean;
  readonly button: string;
}) {
  return (
    <Form action={action} className="grid gap-4">
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      {recovery ? (
        <Field label="Recovery code" name="code" hint="One of the ten you were given. It works once.">
          <Input className="font-mono" autoComplete="off" autoCapitalize="none" spellCheck={false} required />
        </Field>
      ) : (
        <Field label="Code" name="code" hint="Six digits from your authenticator app. Spaces do not matter.">
          <Input className="num" inputMode="numeric" autoComplete="one-time-code" required />
        </Field>
      )}
      <SubmitButton block pendingText="Checking…">
        {button}
      </SubmitButton>
    </Form>
  );
}
