/** An expected outcome as a value: `ok` with what was made, or a reason the caller must handle. Transient faults throw. */
export type Result<T, R extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: R; readonly detail?: string; readonly fieldErrors?: FieldErrors };

/** Faults by field name; several per field. Texts name the field and the fix. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** An expected "no". `detail` is a sentence for the person, `fieldErrors` put it at its fields. */
export function refuse<R extends string>(
  reason: R,
  detail?: string,
  fieldErrors?: FieldErrors,
): { readonly ok: false; readonly reason: R; readonly detail?: string; readonly fieldErrors?: FieldErrors } {
  return {
    ok: false,
    reason,
    ...(detail === undefined ? {} : { detail }),
    ...(fieldErrors === undefined ? {} : { fieldErrors }),
  };
}
