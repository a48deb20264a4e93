import { Checkbox, Field, Input } from "@/components/ui/field";

/** Never refilled, never kept by the browser: `new-password` is what makes browsers leave a secret alone. */
const SECRET = { type: "password", autoComplete: "new-password", spellCheck: false, className: "font-mono" } as const;

export interface KeyFieldsProps {
  /** Names of the exchanges to choose from that give a passphrase with each key. */
  readonly passphrase: readonly string[];
  /** Names of those that cannot tell a key's rights. */
  readonly unproven: readonly string[];
}

/** What an exchange gave out, and what only its owner can say of it. */
export function KeyFields({ passphrase, unproven }: KeyFieldsProps) {
  return (
    <>
      <Field label="API key" name="apiKey">
        <Input {...SECRET} required />
      </Field>
      <Field label="API secret" name="apiSecret">
        <Input {...SECRET} required />
      </Field>
      {passphrase.length > 0 && (
        <Field label="Passphrase" name="passphrase" hint={`${passphrase.join(", ")} only. Empty elsewhere.`}>
          <Input {...SECRET} />
        </Field>
      )}
      {unproven.length > 0 && (
        <Field label="Unproven keys" name="confirmUnproven" hideLabel>
          <Checkbox
            name="confirmUnproven"
            value="true"
            label={`${unproven.join(", ")} only: this key cannot withdraw and is bound to the server's address`}
            hint="The exchange cannot tell us, so your word is all there is."
          />
        </Field>
      )}
    </>
  );
}
