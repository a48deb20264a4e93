import type { FieldErrors } from "./result.ts";

/** What a form shows after its action ran. It travels to the browser, so it holds plain values only. */
export interface FormState {
  readonly status: "idle" | "done" | "refused";
  readonly message?: string;
  readonly fieldErrors?: FieldErrors;
  /** What was typed, so that a refused form keeps it. Never a password, key or code. */
  readonly values?: Readonly<Record<string, string>>;
  /** Given back by the action for the page to use, e.g. the new row's id or a secret shown once. */
  readonly data?: Readonly<Record<string, string>>;
  readonly requestId?: string;
}

export const IDLE: FormState = { status: "idle" };
