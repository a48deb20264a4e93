"use client";

import { createContext, type ReactNode, use, useActionState, useEffect, useRef } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { errorsOf, type FormAction, type FormState, IDLE } from "./form-state.ts";
import { LinkedText } from "./linked-text.tsx";
import { Notice } from "./notice.tsx";

interface FormContext {
  readonly state: FormState;
  readonly pending: boolean;
  readonly given: Readonly<Record<string, string>>;
}

const NOTHING: Readonly<Record<string, string>> = {};
const Context = createContext<FormContext>({ state: IDLE, pending: false, given: NOTHING });

/** The state of the form around, idle outside of one. */
export function useFormContext(): FormContext {
  return use(Context);
}

export interface FormProps {
  readonly action: FormAction;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly id?: string | undefined;
  /** What fields begin with in place of their own default, by name: an address that fills in the form. */
  readonly given?: Readonly<Record<string, string>> | undefined;
  /** Called once for each answer that is no refusal: close a dialog, show a toast. */
  readonly onDone?: ((state: FormState) => void) | undefined;
  /** Where the answer's message stands; "none" when the caller shows it. */
  readonly message?: "top" | "none" | undefined;
  /** Shown when the action is done and gave no message of its own. */
  readonly doneText?: string | undefined;
  readonly "aria-label"?: string | undefined;
}

/**
 * A form on a server action. Works without script (the action answers with the page), keeps what was typed when refused, puts each
 * fault at its field and the hand on the first one.
 */
export function Form(props: FormProps) {
  const { action, children, className, id, given = NOTHING, onDone, message = "top", doneText, ...aria } = props;
  const [state, run, pending] = useActionState(action, IDLE);
  const form = useRef<HTMLFormElement>(null);
  const told = useRef<FormState>(IDLE);
  const sent = useRef<FormData | null>(null);

  useEffect(() => {
    if (told.current === state) return;
    told.current = state;
    if (state.status === "done") onDone?.(state);
    if (state.status === "refused") {
      if (form.current !== null && sent.current !== null) restoreChoices(form.current, sent.current);
      const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
      (first ?? form.current?.querySelector<HTMLElement>("[data-form-message]"))?.focus();
    }
  }, [state, onDone]);

  const text = state.message ?? (state.status === "done" ? doneText : undefined);
  return (
    <form
      ref={form}
      action={run}
      id={id}
      className={className}
      noValidate
      onSubmit={(event) => {
        sent.current = new FormData(event.currentTarget);
      }}
      {...aria}
    >
      <Context value={{ state, pending, given }}>
        {message === "top" && text !== undefined && (
          <div data-form-message tabIndex={-1} role={state.status === "refused" ? "alert" : "status"} className="mb-4">
            <Notice tone={state.status === "refused" ? "bad" : "ok"}>
              <LinkedText>{text}</LinkedText>
              {state.status === "refused" && state.fieldErrors === undefined && state.requestId !== undefined && (
                <span className="block text-caption text-ink-2">
                  Request <code>{state.requestId}</code>
                </span>
              )}
            </Notice>
          </div>
        )}
        {children}
      </Context>
    </form>
  );
}

/** React empties a form once its action has answered; texts come back by their `typed` value, ticks and choices here. */
function restoreChoices(form: HTMLFormElement, sent: FormData): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type))
      element.checked = sent.getAll(element.name).includes(element.value);
  }
}

/** Submits the form around it; says that it is at work and cannot be pressed twice meanwhile. */
export function SubmitButton({
  children,
  pendingText,
  disabled,
  ...rest
}: ButtonProps & { readonly pendingText?: string }) {
  const { pending } = useFormContext();
  return (
    <Button variant="primary" {...rest} type="submit" disabled={disabled === true || pending} aria-busy={pending}>
      {pending && pendingText !== undefined ? pendingText : children}
    </Button>
  );
}

/** Faults that belong to no field on screen (`fields` are those shown). */
export function FormFaults({ fields }: { readonly fields: readonly string[] }) {
  const { state } = useFormContext();
  const loose = Object.entries(state.fieldErrors ?? {}).filter(
    ([name]) => !fields.some((field) => name === field || name.startsWith(`${field}.`)),
  );
  if (loose.length === 0) return null;
  return (
    <ul className="mb-4 space-y-1" role="alert">
      {loose.map(([name, texts]) => (
        <li key={name} className="hint hint-error">
          {name.startsWith("stages.") && <code>{name}: </code>}
          {texts.join(" ")}
        </li>
      ))}
    </ul>
  );
}

/** For fields: the faults the server put at `name`, and what was typed there. */
export function useFieldState(name: string | undefined): { errors: readonly string[]; typed: string | undefined } {
  const { state, given } = useFormContext();
  if (name === undefined) return { errors: [], typed: undefined };
  return { errors: errorsOf(state, name), typed: state.values?.[name] ?? given[name] };
}
