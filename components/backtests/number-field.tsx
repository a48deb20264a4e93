import { Field, Input } from "@/components/ui/field";

/** A number that is typed: its label, what it begins with, and its unit. */
export function NumberField({
  label,
  name,
  start,
  hint,
  unit,
  whole = false,
}: {
  readonly label: string;
  readonly name: string;
  readonly start: string;
  readonly hint?: string | undefined;
  readonly unit?: string | undefined;
  /** A count: phones show digits alone. */
  readonly whole?: boolean;
}) {
  return (
    <Field label={label} name={name} hint={hint}>
      <Input defaultValue={start} inputMode={whole ? "numeric" : "decimal"} unit={unit} />
    </Field>
  );
}
