import { Field, Input } from "@/components/ui/field";

/** The address that somebody signs in with, as password managers look for it. */
export function EmailField() {
  return (
    <Field label="E-mail" name="email">
      <Input type="email" autoComplete="username" inputMode="email" autoCapitalize="none" spellCheck={false} required />
    </Field>
  );
}
