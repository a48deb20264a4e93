import { Field, Input, Select } from "@/components/ui/field";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";

/** One field for each parameter of a strategy, with its bounds and its default. */
export function ParameterFields({ parameters }: Pick<StrategyChoice, "parameters">) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {Object.entries(parameters).map(([key, field]) => {
        const name = `parameters.${key}`;
        if (field.kind === "flag")
          return (
            <Field key={name} label={field.label} name={name}>
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
            <Field key={name} label={field.label} name={name}>
              <Select
                defaultValue={field.default}
                options={field.choices.map((choice) => ({ value: choice, label: choice }))}
              />
            </Field>
          );
        if (field.kind === "numbers")
          return (
            <Field key={name} label={field.label} name={name} hint="Numbers parted by commas; leave it empty for none.">
              <Input defaultValue={field.default.join(", ")} inputMode="decimal" />
            </Field>
          );
        return (
          <Field key={name} label={field.label} name={name} hint={`${field.min} to ${field.max}`}>
            <Input defaultValue={String(field.default)} inputMode="decimal" autoComplete="off" />
          </Field>
        );
      })}
    </div>
  );
}
