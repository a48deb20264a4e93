"use client";

import Link from "next/link";
import { useState } from "react";
import { Field, Input } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { FollowView } from "@/lib/features/subscriptions/follow-queries";
import { NotYet, notByEnter, REAL_MONEY_FIELDS, RealMoney } from "./real-money.tsx";
import { SizingFields } from "./sizing-fields.tsx";

const FIELDS = ["sizing", "limits", ...REAL_MONEY_FIELDS];

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
  /** What amounts count in; null: each pair's own quote coin. */
  readonly coin: string | null;
  /** "At most $50 a trade …" */
  readonly worstDay: string;
  /** The server asks for a word of its own too. */
  readonly needsWord: boolean;
  readonly action: FormAction;
}

/** Size and limits in money, the risk, and the typed word. The button acts only when all holds, and never by Enter in a field. */
export function GoLiveForm(props: GoLiveFormProps) {
  const { subscriptionId, keyId, exchangeName, isOn, ready, sizing, limits, coin, worstDay, needsWord, action } = props;
  const [round, setRound] = useState(0);
  const [given, setGiven] = useState(false);
  // Whoever saves again ticks and types again.
  const startAnew = (): void => {
    setRound(round + 1);
    setGiven(false);
  };
  return (
    <Form action={action} className="stack" onDone={startAnew}>
      <input type="hidden" name="subscriptionId" value={subscriptionId} />
      <input type="hidden" name="credentialId" value={keyId} />
      <FormFaults fields={FIELDS} />
      <Panel title="Size and limits">
        <div className="grid gap-4 sm:grid-cols-2">
          <SizingFields start={sizing} equity="your account's equity" coin={coin} onKeyDown={notByEnter} />
          <Field
            label={`Largest trade, ${coin ?? "quote coin"}`}
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
        <p className="mt-4">
          {worstDay}{" "}
          <Link className="link" href="/settings/limits">
            Change these limits
          </Link>
        </p>
      </Panel>
      <Panel title={isOn ? "Before it is saved" : "The last step"}>
        <div className="grid gap-4">
          <RealMoney key={round} needsWord={needsWord} onGiven={setGiven} />
          <div>
            <SubmitButton variant="live" disabled={!(ready && given)} pendingText="Asking once more…">
              {isOn ? `Save live settings on ${exchangeName}` : `Start live trading on ${exchangeName}`}
            </SubmitButton>
            <NotYet ready={ready} given={given} />
          </div>
        </div>
      </Panel>
    </Form>
  );
}
