"use client";

import { type KeyboardEvent, useState } from "react";
import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { FollowView } from "@/lib/features/subscriptions/follow-queries";
import { SIZINGS, sizingHelp } from "./sizing-words.ts";

const PHRASE = "LIVE";
const FIELDS = ["sizing", "limits", "riskAccepted", "phrase", "confirmWord"];

export interface GoLiveFormProps {
  readonly subscriptionId: string;
  readonly keyId: string;
  readonly exchangeName: string;
  /** It trades live already: what is filled in here replaces size and limits. */
  readonly isOn: boolean;
  /** Every condition that is not filled in here is met. */
  readonly ready: boolean;
  readonly sizing: FollowView["sizing"];
  readonly limits: FollowView["limits"];
  /** "At most $50 a trade …" */
  readonly worstDay: string;
  /** The server asks for a word of its own too. */
  readonly needsWord: boolean;
  readonly action: FormAction;
}

/** Size and limits in money, the risk, and the typed word. The button acts only when all holds, and never by Enter in a field. */
export function GoLiveForm(props: GoLiveFormProps) {
  const { subscriptionId, keyId, exchangeName, isOn, ready, sizing, limits, worstDay, needsWord, action } = props;
  const [type, setType] = useState(sizing.type);
  const [accepted, setAccepted] = useState(false);
  const [phrase, setPhrase] = useState("");
  const [word, setWord] = useState("");
  const help = sizingHelp("your account's equity")[type];
  // Whoever saves again ticks and types again.
  const startAnew = (): void => {
    setAccepted(false);
    setPhrase("");
    setWord("");
  };
  const may = ready && accepted && phrase === PHRASE && (!needsWord || word !== "");
  return (
    <Form action={action} className="stack" onDone={startAnew}>
      <input type="hidden" name="subscriptionId" value={subscriptionId} />
      <input type="hidden" name="credentialId" value={keyId} />
      <FormFaults fields={FIELDS} />
      <Panel title="Size and limits">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Size by" name="sizing.type">
            <Select
              options={SIZINGS}
              value={type}
              onChange={(event) => setType(event.target.value as typeof type)}
              onKeyDown={notByEnter}
            />
          </Field>
          <Field label="Value" name="sizing.value" hint={help.hint}>
            <Input
              key={type}
              unit={help.unit}
              inputMode="decimal"
              defaultValue={type === sizing.type ? sizing.value : help.start}
              onKeyDown={notByEnter}
            />
          </Field>
          <Field
            label="Largest trade, USDT"
            name="limits.maxTradeQuote"
            hint="Larger copies are skipped. Empty: your limit below alone."
          >
            <Input inputMode="decimal" defaultValue={limits.maxTradeQuote ?? ""} onKeyDown={notByEnter} />
          </Field>
          <Field
            label="Open positions at most"
            name="limits.maxOpenPositions"
            hint="Of this strategy. Empty: no limit."
          >
            <Input inputMode="numeric" defaultValue={limits.maxOpenPositions ?? ""} onKeyDown={notByEnter} />
          </Field>
        </div>
        <p className="mt-4">{worstDay}</p>
      </Panel>
      <Panel title="The last step">
        <div className="grid gap-4">
          <Checkbox
            name="riskAccepted"
            value="true"
            checked={accepted}
            onChange={(event) => setAccepted(event.target.checked)}
            onKeyDown={notByEnter}
            label="I trade with real money and can lose all of it. Nobody promises a profit."
          />
          <Field label={`Type ${PHRASE}`} name="phrase">
            <Input
              className="font-mono sm:max-w-48"
              autoComplete="off"
              spellCheck={false}
              value={phrase}
              onChange={(event) => setPhrase(event.target.value)}
              onKeyDown={notByEnter}
            />
          </Field>
          {needsWord && (
            <Field label="Word of this server" name="confirmWord" hint="Whoever runs this server gave it to you.">
              <Input
                type="password"
                autoComplete="off"
                value={word}
                onChange={(event) => setWord(event.target.value)}
                onKeyDown={notByEnter}
              />
            </Field>
          )}
          <div>
            <SubmitButton variant="live" disabled={!may} pendingText="Asking once more…">
              {isOn ? `Save live settings on ${exchangeName}` : `Start live trading on ${exchangeName}`}
            </SubmitButton>
          </div>
        </div>
      </Panel>
    </Form>
  );
}

/** Real money moves by the button alone. */
function notByEnter(event: KeyboardEvent): void {
  if (event.key === "Enter") event.preventDefault();
}
