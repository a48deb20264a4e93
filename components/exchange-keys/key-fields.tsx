import { Checkbox, Field, Input } from "@/components/ui/field";

/** Never refilled, never kept by the browser: `new-password` is what makes browsers leave a secret alone. */
const SECRET = { type: "password", autoComplete: "new-password", spellCheck: false, className: "font-mono" } as const;

/** What an exchange gave out. `passphrase`: whether the chosen exchange has one, or may. */
export function KeyFields({ passphrase, unproven }: { readonly passphrase: boolean; readonly unproven: boolean }) {
  return (
    <>
      <Field label="API key" name="apiKey">
        <Input {...SECRET} required />
      </Field>
      <Field label="API secret" name="apiSecret">
        <Input {...SECRET} required />
      </Field>
      {passphrase && (
        <Field label="Passphrase" name="passphrase" hint="Bitget only. Empty elsewhere.">
          <Input {...SECRET} />
        </Field>
      )}
      {unproven && (
        <Field label="Unproven keys" name="confirmUnproven" hideLabel>
          <Checkbox
            name="confirmUnproven"
            value="true"
            label="MEXC only: this key cannot withdraw and is bound to the server's address"
            hint="MEXC cannot tell us, so your word is all there is."
          />
        </Field>
      )}
    </>
  );
}
