"use client";

import { type KeyboardEventHandler, useState } from "react";
import { Field, Input, Select } from "@/components/ui/field";
import { useFormContext } from "@/components/ui/form";
import type { FollowView } from "@/lib/features/subscriptions/follow-queries";
import { SIZINGS, sizingHelp } from "./sizing-words.ts";

export interface SizingFieldsProps {
  readonly start: FollowView["sizing"];
  /** Whose: "your paper equity" */
  readonly equity: string;
  /** What is sized; a copy unless told. */
  readonly what?: "copy" | "trade";
  /** What an amount counts in; null: each pair's own quote coin. */
  readonly coin: string | null;
  /** Told once another way is chosen or the value was left. */
  readonly onChange?: (() => void) | undefined;
  readonly onKeyDown?: KeyboardEventHandler | undefined;
}

/** Two fields: by what a copy, or a trade of a session, is sized, and how much of it. */
export function SizingFields({ start, equity, what = "copy", coin, onChange, onKeyDown }: SizingFieldsProps) {
  const [type, setType] = useState(start.type);
  const { state } = useFormContext();
  const [answer, setAnswer] = useState({ state, count: 0 });
  if (answer.state !== state) setAnswer({ state, count: answer.count + 1 });
  const help = sizingHelp(equity, what, coin)[type];
  return (
    <>
      <Field label="Size by" name="sizing.type">
        <Select
          // React empties a form after each answer, a controlled select too: a new element for each answer shows the choice again.
          key={answer.count}
          options={SIZINGS}
          value={type}
          onChange={({ target }) => {
            setType(SIZINGS.find(({ value }) => value === target.value)?.value ?? type);
            onChange?.();
          }}
          onKeyDown={onKeyDown}
        />
      </Field>
      <Field label="Value" name="sizing.value" hint={help.hint}>
        <Input
          key={type}
          unit={help.unit}
          inputMode="decimal"
          defaultValue={type === start.type ? start.value : help.start}
          onBlur={onChange}
          onKeyDown={onKeyDown}
        />
      </Field>
    </>
  );
}
