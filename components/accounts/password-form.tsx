import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

/** The hidden address tells password managers whose password this is. */
export function PasswordForm({ action, email }: { readonly action: FormAction; readonly email: string }) {
  return (
    <Panel title="Password">
      <Form action={action} className="grid max-w-[400px] gap-4">
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" name="currentPassword">
          <Input type="password" autoComplete="current-password" required />
        </Field>
        <Field
          label="New password"
          name="newPassword"
          hint="At least 8 characters; 15 or more are better. Other devices are signed out."
        >
          <Input type="password" autoComplete="new-password" minLength={8} maxLength={128} required />
        </Field>
        <div>
          <SubmitButton variant="default" pendingText="Saving…">
            Change password
          </SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
