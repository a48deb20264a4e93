"use client";

import { type ReactNode, useId } from "react";
import { Field, Input, RadioCards, Select, Textarea } from "@/components/ui/field";
import { Form, SubmitButton, useFieldState } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { SALE_CURRENCY } from "@/lib/kernel/money";

export interface StrategyDraft {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: string;
  readonly category: string | null;
  readonly supportedPairs: readonly string[];
  readonly supportedTimeframes: readonly string[];
  readonly exchanges: readonly string[];
  /** A decimal text: "49.00". */
  readonly price: string;
  readonly currency: string;
  /** As `price`; empty: none. */
  readonly yearlyPrice: string;
  readonly trialDays: number;
  readonly isPublic: boolean;
  /** Lines `name = value`. */
  readonly parameters: string;
}

export interface StrategyFormProps {
  readonly action: FormAction;
  /** Null: a new one. */
  readonly draft: StrategyDraft | null;
  readonly kinds: readonly { readonly value: string; readonly label: string }[];
  readonly timeframes: readonly string[];
  readonly exchanges: readonly string[];
  /** What stands below the button: when it will be sold, and what is missing for it. */
  readonly note: ReactNode;
}

/** The editor: what it is, where it trades, what it costs, who sees it. */
export function StrategyForm({ action, draft, kinds, timeframes, exchanges, note }: StrategyFormProps) {
  const isOld = draft !== null && draft.currency !== SALE_CURRENCY;
  return (
    <Form action={action} className="stack" doneText="Saved.">
      {draft !== null && <input type="hidden" name="id" value={draft.id} />}
      <Panel title="What it is">
        <Field label="Name" name="name" hint="3 to 80 characters. Its address is made from it once and stays.">
          <Input defaultValue={draft?.name} maxLength={80} required />
        </Field>
        <Field
          label="Description"
          name="description"
          hint="What it follows, when it trades, how it loses. The first line stands under the name."
        >
          <Textarea rows={6} defaultValue={draft?.description} maxLength={4_000} required />
        </Field>
        <div className="mt-4 grid gap-3 sm:grid-cols-2">
          <Field label="Signals come from" name="kind">
            <Select options={kinds} defaultValue={draft?.kind ?? "EXTERNAL"} />
          </Field>
          <Field label="Category, if it has one" name="category" className="mt-0!">
            <Input defaultValue={draft?.category ?? ""} maxLength={40} placeholder="Trend following" />
          </Field>
        </div>
      </Panel>
      <Panel title="Where it trades">
        <Field
          label="Pairs"
          name="supportedPairs"
          hint="Parted by commas: BTC/USDT, or BTC/USDT:USDT for the perpetual."
        >
          <Input defaultValue={draft?.supportedPairs.join(", ")} placeholder="BTC/USDT, ETH/USDT" required />
        </Field>
        <div className="mt-4 grid gap-4 sm:grid-cols-2">
          <CheckGroup
            legend="Timeframes"
            name="supportedTimeframes"
            options={timeframes}
            checked={draft?.supportedTimeframes ?? []}
          />
          <CheckGroup
            legend="Exchanges"
            name="exchanges"
            options={exchanges}
            labelOf={exchangeName}
            checked={draft?.exchanges ?? []}
          />
        </div>
        <Field
          label="Parameters, if it has any"
          name="parameters"
          hint="One a line, name = value. Only you see them; a change makes a new version."
          className="mt-4"
        >
          <Textarea rows={4} className="font-mono" defaultValue={draft?.parameters} spellCheck={false} />
        </Field>
      </Panel>
      <Panel title="Price and visibility">
        <Field label="Price a month" name="monthlyPrice.amount" hint="0 is free. Of each payment 80 % is yours.">
          <Input
            inputMode="decimal"
            unit={isOld ? undefined : SALE_CURRENCY}
            defaultValue={draft?.price ?? "0"}
            required
          />
        </Field>
        {isOld ? (
          <Field
            label="Currency"
            name="monthlyPrice.currency"
            hint={`Prices are in ${SALE_CURRENCY} now: choose it to change them.`}
          >
            <Select
              options={[draft.currency, SALE_CURRENCY].map((currency) => ({ value: currency, label: currency }))}
              defaultValue={draft.currency}
            />
          </Field>
        ) : (
          <input type="hidden" name="monthlyPrice.currency" value={SALE_CURRENCY} />
        )}
        <Field
          label="Price a year, if you offer one"
          name="yearlyPrice.amount"
          hint="Paid at once for twelve months, in the same currency. Empty: by the month alone."
          className="mt-4"
        >
          <Input inputMode="decimal" unit={isOld ? undefined : SALE_CURRENCY} defaultValue={draft?.yearlyPrice ?? ""} />
        </Field>
        <Field
          label="Free trial, days"
          name="trialDays"
          hint="0 is none. Once a person and card; it is for paper, and the first payment follows it."
        >
          <Input type="number" inputMode="numeric" min={0} max={90} defaultValue={draft?.trialDays ?? 0} />
        </Field>
        <RadioCards
          className="mt-4"
          legend="Who can find it"
          name="isPublic"
          defaultValue={String(draft?.isPublic ?? true)}
          options={[
            {
              value: "true",
              label: "Everybody",
              description: "Listed, with its record open to all, 24 hours late for guests.",
            },
            {
              value: "false",
              label: "Only you and your subscribers",
              description:
                "Not listed. Nobody new can subscribe. Not for a listed one that has sent a signal: its record stays.",
            },
          ]}
        />
      </Panel>
      {draft !== null && (
        <Panel title="What changed">
          <Field label="Note for the version, if you like" name="note" hint="Without one we write down what differs.">
            <Input maxLength={500} />
          </Field>
        </Panel>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SubmitButton pendingText="Saving">{draft === null ? "Create strategy" : "Save changes"}</SubmitButton>
        <div className="text-dense text-ink-2">{note}</div>
      </div>
    </Form>
  );
}

function CheckGroup({
  legend,
  name,
  options,
  labelOf = (option) => option,
  checked,
}: {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly string[];
  readonly labelOf?: (option: string) => string;
  readonly checked: readonly string[];
}) {
  const id = useId();
  const { errors } = useFieldState(name);
  return (
    <fieldset {...(errors.length > 0 ? { "aria-describedby": `${id}-error` } : {})}>
      <legend className="field-label">{legend}</legend>
      <div className="grid grid-cols-2 gap-x-4">
        {options.map((option) => (
          <label key={option} className="chk">
            <input
              type="checkbox"
              className="chk-box"
              name={name}
              value={option}
              defaultChecked={checked.includes(option)}
              {...(errors.length > 0 ? { "aria-invalid": true } : {})}
            />
            <span>{labelOf(option)}</span>
          </label>
        ))}
      </div>
      {errors.length > 0 && (
        <p id={`${id}-error`} className="hint hint-error">
          {errors.join(" ")}
        </p>
      )}
    </fieldset>
  );
}
