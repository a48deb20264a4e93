"use client";

import { useState } from "react";
import { RefreshWhile } from "@/components/candles/refresh-while";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";

/** Has the exchange asked about a key, and shows its answer when it comes. Drawn only while the answer is missing. */
export function CheckKey({
  keyId,
  name,
  action,
}: {
  readonly keyId: string;
  readonly name: string;
  readonly action: FormAction;
}) {
  const [asked, setAsked] = useState(false);
  return (
    <Form
      action={action}
      onDone={() => setAsked(true)}
      doneText="The exchange is being asked."
      aria-label={`Check ${name}`}
    >
      <RefreshWhile active={asked} />
      <input type="hidden" name="id" value={keyId} />
      <SubmitButton variant="default" size="sm">
        Check the key now<span className="sr-only"> {name}</span>
      </SubmitButton>
    </Form>
  );
}
