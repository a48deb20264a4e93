import { Field, Input, RadioCards } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { EmailField } from "./email-field.tsx";
import { OwnZone } from "./own-zone.tsx";
import { ROLE_CARDS } from "./role-cards.ts";

export function RegisterForm({
  action,
  next,
  role,
}: {
  readonly action: FormAction;
  readonly next: string | undefined;
  readonly role: "SUBSCRIBER" | "PROVIDER";
}) {
  return (
    <Form action={action} className="grid gap-4">
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <OwnZone name="timeZone" />
      <RadioCards legend="What brings you here?" name="role" options={ROLE_CARDS} defaultValue={role} />
      <Field label="Name" name="name" hint="Shown to others if you publish.">
        <Input autoComplete="name" maxLength={80} required />
      </Field>
      <EmailField />
      <Field
        label="Password"
        name="password"
        hint="At least 8 characters; 15 or more are better. Any characters you like."
      >
        <Input type="password" autoComplete="new-password" minLength={8} maxLength={128} required />
      </Field>
      <SubmitButton block pendingText="Creating your account…">
        Create account
      </SubmitButton>
    </Form>
  );
}
