import { Field, Input, Select } from "@/components/ui/field";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";

/** One field for each parameter of a strategy, with its bounds and its default; of a search, beside it the values that it may have instead. */
export function ParameterFields({
  parameters,
  listed = false,
}: Pick<StrategyChoice, "parameters"> & { readonly listed?: boolean }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {Object.entries(parameters).flatMap(([key, field]) => {
        const centre = <ParameterField key={`parameters.${key}`} name={`parameters.${key}`} field={field} />;
        if (!listed || field.kind === "numbers") return [centre];
        return [centre, <ListedField key={`grid.${key}`} name={`grid.${key}`} field={field} />];
      })}
    </div>
  );
}

type Shape = StrategyChoice["parameters"][string];

/** Values one by one, in place of a range. A choice that is left empty stays as it is. */
function ListedField({ name, field }: { readonly name: string; readonly field: Shape }) {
  const example =
    field.kind === "choice" ? field.choices.join(", ") : field.kind === "flag" ? "true, false" : "5, 10, 20";
  const otherwise = field.kind === "number" ? "Empty: the range above" : "Empty: as it stands";
  return (
    <Field
      label={
        <>
          <span className="sr-only">{field.label}: </span>Only these
        </>
      }
      name={name}
      hint={`Like ${example}. ${otherwise}.`}
    >
      <Input autoComplete="off" spellCheck={false} />
    </Field>
  );
}

function ParameterField({ name, field }: { readonly name: string; readonly field: Shape }) {
  if (field.kind === "flag")
    return (
      <Field label={field.label} name={name}>
        <Select
          defaultValue={String(field.default)}
          options={[
            { value: "true", label: "Yes" },
            { value: "false", label: "No" },
          ]}
        />
      </Field>
    );
  if (field.kind === "choice")
    return (
      <Field label={field.label} name={name}>
        <Select
          defaultValue={field.default}
          options={field.choices.map((choice) => ({ value: choice, label: choice }))}
        />
      </Field>
    );
  if (field.kind === "numbers")
    return (
      <Field label={field.label} name={name} hint="Numbers parted by commas; leave it empty for none.">
        <Input defaultValue={field.default.join(", ")} inputMode="decimal" />
      </Field>
    );
  return (
    <Field label={field.label} name={name} hint={`${field.min} to ${field.max}`}>
      <Input defaultValue={String(field.default)} inputMode="decimal" autoComplete="off" />
    </Field>
  );
}
