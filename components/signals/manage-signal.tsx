"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, Textarea } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatPercent } from "@/components/ui/format";
import type { SignalItem } from "./signal-row.tsx";

export interface ManageActions {
  readonly amend: FormAction;
  readonly close: FormAction;
  readonly cancel: FormAction;
}

/** What a provider can still do with a signal. Each act is a form that stands folded up: it works without script, and needs two presses. */
export function ManageSignal({
  signal,
  remaining,
  dedupeKey,
  actions,
}: {
  readonly signal: SignalItem;
  /** Part of the first size that is open. */
  readonly remaining: string;
  /** Makes one close of one form. */
  readonly dedupeKey: string;
  readonly actions: ManageActions;
}) {
  return (
    <div className="flex flex-col gap-2">
      <details>
        <summary className="link min-h-6 cursor-pointer">Amend</summary>
        <AmendForm signal={signal} action={actions.amend} />
      </details>
      {signal.state === "OPEN" ? (
        <details>
          <summary className="link min-h-6 cursor-pointer">Close at market</summary>
          <CloseForm signal={signal} remaining={remaining} dedupeKey={dedupeKey} action={actions.close} />
        </details>
      ) : (
        <details>
          <summary className="link min-h-6 cursor-pointer">Cancel</summary>
          <Form action={actions.cancel} className="mt-3" aria-label={`Cancel ${signal.symbol}`}>
            <input type="hidden" name="id" value={signal.id} />
            <p className="mb-3 text-ink-2">It has not entered yet. It stays on the record as cancelled.</p>
            <SubmitButton variant="danger">Cancel signal</SubmitButton>
          </Form>
        </details>
      )}
    </div>
  );
}

function AmendForm({ signal, action }: { readonly signal: SignalItem; readonly action: FormAction }) {
  const [withTargets, setWithTargets] = useState(false);
  return (
    <Form action={action} className="mt-3 space-y-3" aria-label={`Amend ${signal.symbol}`}>
      <FormFaults fields={["stopLoss", "targets", "note"]} />
      <input type="hidden" name="id" value={signal.id} />
      <Field label="New stop" name="stopLoss" hint="Empty: stays as it is.">
        <Input inputMode="decimal" placeholder={signal.stopLoss} />
      </Field>
      {withTargets && (
        <fieldset className="space-y-2">
          <legend className="field-label">All targets, those already hit first and unchanged</legend>
          {[...signal.targets, null].map((target, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a target is known by its number
              key={index}
              className="grid grid-cols-[minmax(0,1fr)_112px] gap-2 [&_.unit_.input]:pr-8"
            >
              <Field label={`Target ${index + 1} price`} hideLabel name={`targets.${index}.price`}>
                <Input inputMode="decimal" defaultValue={target?.price ?? ""} placeholder={`Target ${index + 1}`} />
              </Field>
              <Field label={`Target ${index + 1} share in percent`} hideLabel name={`targets.${index}.fraction`}>
                <Input
                  inputMode="decimal"
                  unit="%"
                  defaultValue={target === null ? "" : percentOf(target.fraction)}
                  placeholder="Share"
                />
              </Field>
            </div>
          ))}
        </fieldset>
      )}
      <Field label="New note" name="note">
        <Textarea rows={2} maxLength={2_000} />
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="default">Amend signal</SubmitButton>
        <Button variant="ghost" onClick={() => setWithTargets(!withTargets)}>
          {withTargets ? "Leave targets as they are" : "Change targets"}
        </Button>
      </div>
    </Form>
  );
}

function CloseForm({
  signal,
  remaining,
  dedupeKey,
  action,
}: {
  readonly signal: SignalItem;
  readonly remaining: string;
  readonly dedupeKey: string;
  readonly action: FormAction;
}) {
  return (
    <Form action={action} className="mt-3 space-y-3" aria-label={`Close ${signal.symbol}`}>
      <input type="hidden" name="id" value={signal.id} />
      <input type="hidden" name="dedupeKey" value={dedupeKey} />
      <Field
        label="Share of what is open"
        name="percent"
        hint={`${formatPercent(Number(remaining) * 100)} of the first size is open. Followers leave at the ${signal.side === "LONG" ? "bid" : "ask"} of that moment.`}
      >
        <Input inputMode="decimal" unit="%" defaultValue="100" />
      </Field>
      <SubmitButton variant="danger">Close at market</SubmitButton>
    </Form>
  );
}

/** "0.125" -> "12.5", exactly: the point moves two places. */
function percentOf(fraction: string): string {
  const [whole = "0", part = ""] = fraction.split(".");
  const digits = `${whole}${part.padEnd(2, "0")}`;
  const at = digits.length - Math.max(part.length, 2) + 2;
  const text = `${digits.slice(0, at)}.${digits.slice(at)}`;
  return text.replace(/^0+(?=\d)/, "").replace(/\.?0*$/, "");
}
