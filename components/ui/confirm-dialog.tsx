"use client";

import { type ReactNode, useId, useState } from "react";
import { Button, type ButtonVariant } from "./button.tsx";
import { Dialog, DialogClose, DialogFoot } from "./dialog.tsx";
import { Form, SubmitButton } from "./form.tsx";
import type { FormAction, FormState } from "./form-state.ts";

export interface ConfirmDialogProps {
  readonly trigger: ReactNode;
  /** Verb and object: "Cancel subscription". */
  readonly title: string;
  readonly description: ReactNode;
  /** The words on the button that acts. */
  readonly confirm: string;
  /** The words on the way out; it comes first. */
  readonly keep?: string | undefined;
  readonly variant?: ButtonVariant | undefined;
  /** A word to type first, e.g. STOP. */
  readonly phrase?: string | undefined;
  /** What its children ask for is given; left out: they ask for nothing. */
  readonly ready?: boolean | undefined;
  readonly action: FormAction;
  /** Hidden fields of the form. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** More of the form: choices, a reason. */
  readonly children?: ReactNode;
  readonly onDone?: ((state: FormState) => void) | undefined;
}

/** Names the act and what it does, then does it by a server action. The safe choice stands first. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    trigger,
    title,
    description,
    confirm,
    keep = "Go back",
    variant = "primary",
    phrase,
    ready = true,
    action,
    fields,
    children,
    onDone,
  } = props;
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const phraseId = useId();
  return (
    <Dialog
      trigger={trigger}
      title={title}
      description={description}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped("");
      }}
    >
      <Form
        action={action}
        onDone={(state) => {
          setOpen(false);
          onDone?.(state);
        }}
      >
        {Object.entries(fields ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
        {phrase !== undefined && (
          <div className="mt-4">
            <label className="field-label" htmlFor={phraseId}>
              Type {phrase}
            </label>
            <input
              id={phraseId}
              className="input font-mono"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        )}
        <DialogFoot>
          <DialogClose asChild>
            <Button variant="ghost">{keep}</Button>
          </DialogClose>
          <SubmitButton variant={variant} disabled={!ready || (phrase !== undefined && typed.trim() !== phrase)}>
            {confirm}
          </SubmitButton>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
