import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { EmailField } from "./email-field.tsx";

/** Address and password, as password managers look for them. */
export function SignInForm({ action, next }: { readonly action: FormAction; readonly next: string | undefined }) {
  return (
    <Form action={action} className="grid gap-4">
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <EmailField />
      <Field label="Password" name="password">
        <Input type="password" autoComplete="current-password" required />
      </Field>
      <SubmitButton block pendingText="Signing in…">
        Sign in
      </SubmitButton>
    </Form>
  );
}
