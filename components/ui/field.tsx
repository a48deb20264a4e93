"use client";

import { type ComponentProps, createContext, type ReactNode, use, useId } from "react";
import { cx } from "./cx.ts";
import { useFieldState } from "./form.tsx";
import { LinkedText } from "./linked-text.tsx";

interface FieldContext {
  readonly id: string;
  readonly name: string | undefined;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly typed: string | undefined;
}

const Context = createContext<FieldContext | null>(null);

/** What a control inside a Field takes over: id, name, description, fault, and what was typed before a refusal. */
function useField(): FieldContext | null {
  return use(Context);
}

export interface FieldProps {
  readonly label: ReactNode;
  /** Name of the form field; the server's faults for it appear here. */
  readonly name?: string | undefined;
  readonly hint?: ReactNode;
  /** A fault found here, beside those of the server. */
  readonly error?: string | undefined;
  readonly hideLabel?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Label, control, hint and fault, wired to each other by id. */
export function Field({ label, name, hint, error, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const { errors, typed } = useFieldState(name);
  const faults = error === undefined ? errors : [error, ...errors];
  const invalid = faults.length > 0;
  const ids = [invalid && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className={cx("field", className)}>
      <label htmlFor={id} className={cx("field-label", hideLabel === true && "sr-only")}>
        {label}
      </label>
      <Context value={{ id, name, describedBy: ids === "" ? undefined : ids, invalid, typed }}>{children}</Context>
      {invalid && (
        <p id={`${id}-error`} className="hint hint-error">
          <LinkedText>{faults.join(" ")}</LinkedText>
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** The attributes a control gets from its Field, below what its caller says. */
function wired(field: FieldContext | null) {
  if (field === null) return {};
  return {
    id: field.id,
    ...(field.name === undefined ? {} : { name: field.name }),
    ...(field.describedBy === undefined ? {} : { "aria-describedby": field.describedBy }),
    ...(field.invalid ? { "aria-invalid": true as const } : {}),
  };
}

export type InputProps = ComponentProps<"input"> & {
  /** Stands inside at the right, e.g. the currency. Name it in the label too where it matters. */
  readonly unit?: string | undefined;
};

export function Input({ unit, className, defaultValue, ...rest }: InputProps) {
  const field = useField();
  const start =
    rest.value === undefined && rest.type !== "password" ? { defaultValue: field?.typed ?? defaultValue } : {};
  const input = <input key={field?.typed} {...wired(field)} {...start} {...rest} className={cx("input", className)} />;
  if (unit === undefined) return input;
  return (
    <div className="unit">
      {input}
      <span aria-hidden="true">{unit}</span>
    </div>
  );
}

export function Textarea({ className, defaultValue, rows = 4, ...rest }: ComponentProps<"textarea">) {
  const field = useField();
  const start = rest.value === undefined ? { defaultValue: field?.typed ?? defaultValue } : {};
  return (
    <textarea
      key={field?.typed}
      rows={rows}
      {...wired(field)}
      {...start}
      {...rest}
      className={cx("input", className)}
    />
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export type SelectProps = Omit<ComponentProps<"select">, "children"> & {
  readonly options: readonly Option[];
  /** Shown first with an empty value. */
  readonly placeholder?: string | undefined;
};

/** The browser's own select: it works without script, on touch and with every reader. */
export function Select({ options, placeholder, className, defaultValue, ...rest }: SelectProps) {
  const field = useField();
  const start = rest.value === undefined ? { defaultValue: field?.typed ?? defaultValue } : {};
  return (
    <select
      key={field?.typed ?? String(defaultValue)}
      {...wired(field)}
      {...start}
      {...rest}
      className={cx("input", className)}
    >
      {placeholder !== undefined && <option value="">{placeholder}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** A count at the right, e.g. how many a filter would show. */
  readonly count?: number | undefined;
  readonly type?: "checkbox" | "radio";
};

export function Checkbox({ label, hint, count, type = "checkbox", className, ...rest }: CheckboxProps) {
  const id = useId();
  const { errors } = useFieldState(rest.name);
  const describedBy = [errors.length > 0 && `${id}-error`, hint !== undefined && `${id}-hint`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={className}>
      <label className="chk">
        <input
          {...rest}
          type={type}
          className="chk-box"
          {...(describedBy === "" ? {} : { "aria-describedby": describedBy })}
          {...(errors.length > 0 ? { "aria-invalid": true } : {})}
        />
        <span>{label}</span>
        {count !== undefined && <span className="chk-n">{count}</span>}
      </label>
      {errors.length > 0 && (
        <p id={`${id}-error`} className="hint hint-error">
          {errors.join(" ")}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint mt-0 ml-7">
          {hint}
        </p>
      )}
    </div>
  );
}

/** On or off at once. A real checkbox, so that it posts with its form. */
export function Switch({
  label,
  hint,
  className,
  ...rest
}: Omit<ComponentProps<"input">, "type"> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId();
  return (
    <label className={cx("flex min-h-11 items-center gap-3 text-dense", className)}>
      <input
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: the checked state of a native checkbox is its aria-checked
        role="switch"
        className="switch"
        {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
      />
      <span>
        {label}
        {hint !== undefined && (
          <span id={`${id}-hint`} className="block text-caption text-ink-3">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

export interface RadioCard {
  readonly value: string;
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly disabled?: boolean;
}

export interface RadioCardsProps {
  readonly legend: ReactNode;
  readonly hideLegend?: boolean | undefined;
  readonly name: string;
  readonly options: readonly RadioCard[];
  readonly defaultValue?: string | undefined;
  readonly value?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly className?: string | undefined;
}

/** A choice of few, each with a line of explanation. */
export function RadioCards({
  legend,
  hideLegend,
  name,
  options,
  defaultValue,
  value,
  onChange,
  className,
}: RadioCardsProps) {
  const id = useId();
  const { errors, typed } = useFieldState(name);
  return (
    <fieldset className={className} {...(errors.length > 0 ? { "aria-describedby": `${id}-error` } : {})}>
      <legend className={cx("field-label", hideLegend === true && "sr-only")}>{legend}</legend>
      <div className="grid gap-2">
        {options.map((option) => (
          <label key={option.value} className="radio-card">
            <input
              key={typed}
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled === true}
              className="chk-box"
              {...(errors.length > 0 ? { "aria-invalid": true } : {})}
              {...(value === undefined
                ? { defaultChecked: (typed ?? defaultValue) === option.value }
                : { checked: value === option.value })}
              {...(onChange === undefined ? {} : { onChange: () => onChange(option.value) })}
            />
            <span>
              <b>{option.label}</b>
              {option.description !== undefined && <span className="block text-ink-2">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
      {errors.length > 0 && (
        <p id={`${id}-error`} className="hint hint-error">
          {errors.join(" ")}
        </p>
      )}
    </fieldset>
  );
}

export interface SegmentedProps {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly defaultValue?: string | undefined;
  readonly value?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly full?: boolean | undefined;
}

/** Two to four short choices side by side: Long/Short, 1D/1W/1M. */
export function Segmented({ legend, name, options, defaultValue, value, onChange, full }: SegmentedProps) {
  const { typed } = useFieldState(name);
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className={cx("seg", full === true && "w-full!")}>
        {options.map((option) => (
          <label key={option.value}>
            <input
              key={typed}
              type="radio"
              name={name}
              value={option.value}
              {...(value === undefined
                ? { defaultChecked: (typed ?? defaultValue) === option.value }
                : { checked: value === option.value })}
              onChange={() => onChange?.(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
