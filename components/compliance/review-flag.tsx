"use client";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field, RadioCards, Textarea } from "@/components/ui/field";
import type { FormAction } from "@/components/ui/form-state";

export interface ReviewFlagProps {
  readonly flagId: string;
  readonly title: string;
  readonly reason: string;
  readonly action: FormAction;
}

/** Decides about one flag: it was fine, or it goes to the authority; with a note that stays. */
export function ReviewFlag({ flagId, title, reason, action }: ReviewFlagProps) {
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Decide</Button>}
      title={title}
      description={reason}
      confirm="Write down"
      action={action}
      fields={{ flagId }}
    >
      <RadioCards
        legend="Decision"
        name="verdict"
        defaultValue="CLEARED"
        options={[
          { value: "CLEARED", label: "Cleared", description: "Nothing is wrong with it." },
          { value: "REPORTED", label: "Reported", description: "It goes to the authority in charge." },
        ]}
      />
      <Field label="What you found" name="note" className="mt-4">
        <Textarea rows={3} maxLength={500} required />
      </Field>
    </ConfirmDialog>
  );
}
