"use client";

import { Star } from "lucide-react";
import { Field, Segmented, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";

/** "4 of 5" with stars beside it. */
export function Rating({ value }: { readonly value: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-dense">
      <span className="inline-flex" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((place) => (
          <Star key={place} className={place <= Math.round(value) ? "ic fill-ink" : "ic text-line-3"} />
        ))}
      </span>
      {Number.isInteger(value) ? value : value.toFixed(1)} of 5
    </span>
  );
}

export function ReviewForm({ action, strategyId }: { readonly action: FormAction; readonly strategyId: string }) {
  return (
    <Form action={action} doneText="Thank you. Your review is shown below.">
      <input type="hidden" name="strategyId" value={strategyId} />
      <div className="field">
        <span className="field-label">Rating</span>
        <Segmented
          legend="Rating from 1 to 5"
          name="rating"
          defaultValue="4"
          options={["1", "2", "3", "4", "5"].map((value) => ({ value, label: value }))}
        />
      </div>
      <Field label="What should others know?" name="text" hint="10 to 2,000 characters. Your name stands beside it.">
        <Textarea rows={4} maxLength={2_000} required />
      </Field>
      <div className="mt-4">
        <SubmitButton pendingText="Sending">Publish review</SubmitButton>
      </div>
    </Form>
  );
}
