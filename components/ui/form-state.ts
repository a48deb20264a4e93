import type { FormState } from "@/lib/kernel/form-state";

export { type FormState, IDLE } from "@/lib/kernel/form-state";

/** A server action as a component gets it: by prop. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** Faults of one field: its own and those of what lies in it (`targets` shows `targets.0.price` too). */
export function errorsOf(state: FormState, name: string): readonly string[] {
  return Object.entries(state.fieldErrors ?? {})
    .filter(([field]) => field === name || field.startsWith(`${name}.`))
    .flatMap(([, texts]) => texts);
}
