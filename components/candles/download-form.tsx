"use client";

import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { EXCHANGE_CHOICES } from "@/lib/kernel/exchange-name";

/** Asks the worker for closed bars of an exchange. */
export function DownloadForm({
  action,
  timeframes,
}: {
  readonly action: FormAction;
  readonly timeframes: readonly string[];
}) {
  return (
    <Form action={action} className="grid gap-4 sm:grid-cols-2" aria-label="Download candles">
      <FormFaults fields={["exchange", "symbol", "timeframe", "from", "to", "funding"]} />
      <Field label="Exchange" name="exchange">
        <Select options={EXCHANGE_CHOICES} defaultValue="bybit" />
      </Field>
      <Field label="Symbol" name="symbol" hint="BTC/USDT; a perpetual is BTC/USDT:USDT">
        <Input autoComplete="off" spellCheck={false} required />
      </Field>
      <Field label="Timeframe" name="timeframe">
        <Select options={timeframes.map((value) => ({ value, label: value }))} defaultValue="15m" />
      </Field>
      <Field label="From, UTC" name="from">
        <Input type="date" required />
      </Field>
      <Field label="To, UTC" name="to" hint="This day is left out. Empty: all closed bars.">
        <Input type="date" />
      </Field>
      <Checkbox
        name="funding"
        label="Funding rates too"
        hint="Of a perpetual; others have none."
        defaultChecked
        className="self-center"
      />
      <div className="sm:col-span-2">
        <SubmitButton pendingText="Queueing">Download</SubmitButton>
      </div>
    </Form>
  );
}
