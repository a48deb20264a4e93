"use client";

import { type ReactNode, useId } from "react";
import { useFieldState } from "./form.tsx";

export interface Tick {
  readonly value: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly ticked?: boolean | undefined;
}

/** Several of a few: boxes of one name under a legend, the faults of all of them said once. */
export function CheckboxGroup({
  legend,
  name,
  ticks,
}: {
  readonly legend: ReactNode;
  readonly name: string;
  readonly ticks: readonly Tick[];
}) {
  const id = useId();
  const { errors } = useFieldState(name);
  return (
    <fieldset {...(errors.length > 0 ? { "aria-describedby": `${id}-error` } : {})}>
      <legend className="field-label">{legend}</legend>
      <div className="grid gap-1 sm:grid-cols-2">
        {ticks.map(({ value, label, hint, ticked }) => (
          <div key={value}>
            <label className="chk">
              <input
                type="checkbox"
                name={name}
                value={value}
                defaultChecked={ticked === true}
                className="chk-box"
                {...(hint === undefined ? {} : { "aria-describedby": `${id}-${value}` })}
                {...(errors.length > 0 ? { "aria-invalid": true } : {})}
              />
              <span>{label}</span>
            </label>
            {hint !== undefined && (
              <p id={`${id}-${value}`} className="hint ml-7">
                {hint}
              </p>
            )}
          </div>
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
