"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { EXCHANGE_CHOICES } from "@/lib/kernel/exchange-name";

type State = { readonly kind: "idle" | "sending" } | { readonly kind: "done" | "refused"; readonly text: string };

/** Sends a file as it is; the worker reads it. Only a script can: a form would wrap the file. */
export function UploadForm({
  timeframes,
  bytesMax,
}: {
  readonly timeframes: readonly string[];
  readonly bytesMax: number;
}) {
  const router = useRouter();
  const [state, setState] = useState<State>({ kind: "idle" });
  const fileId = useId();
  const limit = `${Math.floor(bytesMax / 1_048_576)} MiB`;

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const file = fields.get("file");
    if (!(file instanceof File) || file.name === "") return setState({ kind: "refused", text: "Choose a file first." });
    if (file.size > bytesMax)
      return setState({
        kind: "refused",
        text: `The file is larger than ${limit}. Import it with npm run candles -- import.`,
      });
    const query = new URLSearchParams({ name: file.name });
    for (const [name, value] of fields) if (typeof value === "string" && value !== "") query.set(name, value);
    setState({ kind: "sending" });
    const answer = await fetch(`/api/admin/candles?${query}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    }).catch(() => null);
    if (answer?.ok === true) {
      form.reset();
      setState({ kind: "done", text: `${file.name} is queued.` });
      return router.refresh();
    }
    setState({ kind: "refused", text: await refusalOf(answer) });
  }

  return (
    <form onSubmit={send} className="grid gap-4 sm:grid-cols-2" aria-label="Import candles">
      {(state.kind === "done" || state.kind === "refused") && (
        <div role={state.kind === "refused" ? "alert" : "status"} className="sm:col-span-2">
          <Notice tone={state.kind === "refused" ? "bad" : "ok"}>{state.text}</Notice>
        </div>
      )}
      <div className="field sm:col-span-2">
        <label htmlFor={fileId} className="field-label">
          File
        </label>
        <input
          id={fileId}
          name="file"
          type="file"
          accept=".csv,.json,.gz,.feather,.arrow"
          className="input py-2"
          aria-describedby={`${fileId}-hint`}
        />
        <p id={`${fileId}-hint`} className="hint">
          CSV (timestamp,open,high,low,close,volume), ccxt’s JSON, Arrow or feather; .gz too. At most {limit}.
        </p>
      </div>
      <Field label="Exchange" name="exchange">
        <Select options={EXCHANGE_CHOICES} defaultValue="bybit" />
      </Field>
      <Field label="Symbol" name="symbol" hint="Empty: as the file’s name says, like BTCUSDT_15m.csv.gz">
        <Input autoComplete="off" spellCheck={false} placeholder="BTC/USDT:USDT" />
      </Field>
      <Field label="Timeframe" name="timeframe">
        <Select
          options={timeframes.map((value) => ({ value, label: value }))}
          placeholder="As the file’s name says"
          defaultValue=""
        />
      </Field>
      <div>
        <Checkbox name="funding" value="true" label="The file holds funding rates" />
        <Checkbox name="gaps" value="true" label="Take a file with missing bars" />
        <Checkbox name="replace" value="true" label="Replace stored values that differ" />
      </div>
      <div className="sm:col-span-2">
        <Button
          type="submit"
          variant="primary"
          disabled={state.kind === "sending"}
          aria-busy={state.kind === "sending"}
        >
          {state.kind === "sending" ? "Sending" : "Import"}
        </Button>
      </div>
    </form>
  );
}

/** Why the server said no, in its own words. */
async function refusalOf(answer: Response | null): Promise<string> {
  if (answer === null) return "The server did not answer. Try again.";
  const problem: unknown = await answer.json().catch(() => null);
  if (typeof problem !== "object" || problem === null) return `The server answered ${answer.status}.`;
  const detail: unknown = Reflect.get(problem, "detail") ?? Reflect.get(problem, "title");
  const faults: unknown = Reflect.get(problem, "fieldErrors");
  const told = typeof faults === "object" && faults !== null ? Object.values(faults).flat().join(" ") : "";
  return told !== "" ? told : String(detail);
}
