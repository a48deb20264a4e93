/** The state of a form after its action ran: the same shape as lib/runtime's FormState, which components may not import. */
export interface FormState {
  readonly status: "idle" | "done" | "refused";
  readonly message?: string;
  readonly fieldErrors?: Readonly<Record<string, readonly string[]>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly requestId?: string;
}

export const IDLE: FormState = { status: "idle" };

/** A server action as a component gets it: by prop. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** Faults of one field: its own and those of what lies in it (`targets` shows `targets.0.price` too). */
export function errorsOf(state: FormState, name: string): readonly string[] {
  return Object.entries(state.fieldErrors ?? {})
    .filter(([field]) => field === name || field.startsWith(`${name}.`))
    .flatMap(([, texts]) => texts);
}
