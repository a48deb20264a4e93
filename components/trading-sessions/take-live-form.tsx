"use client";

import { useState } from "react";
import { NotYet, notByEnter, REAL_MONEY_FIELDS, RealMoney } from "@/components/copies/real-money";
import { SizingFields } from "@/components/copies/sizing-fields";
import { Field, Input } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

const FIELDS = ["sizing", "protectPct", "maxSlippageBps", ...REAL_MONEY_FIELDS];

export interface TakeLiveFormProps {
  readonly sessionId: string;
  readonly keyId: string;
  readonly exchangeName: string;
  /** Every condition that is not filled in here is met. */
  readonly ready: boolean;
  /** "At most $50 a trade …" */
  readonly worstDay: string;
  readonly maxTradeUsd: string;
  /** The coin that its pair is priced in. */
  readonly coin: string;
  readonly needsWord: boolean;
  readonly action: FormAction;
}

/** Size, protective stop and slippage of a session on a real account, then the risk and the typed word. Never by Enter in a field. */
export function TakeLiveForm(props: TakeLiveFormProps) {
  const { sessionId, keyId, exchangeName, ready, worstDay, maxTradeUsd, coin, needsWord, action } = props;
  const [given, setGiven] = useState(false);
  return (
    <Form action={action} className="stack">
      <input type="hidden" name="id" value={sessionId} />
      <input type="hidden" name="credentialId" value={keyId} />
      <FormFaults fields={FIELDS} />
      <Panel title="Size and protection">
        <div className="grid gap-4 sm:grid-cols-2">
          <SizingFields
            start={{ type: "quote", value: maxTradeUsd }}
            equity="your account's equity"
            what="trade"
            coin={coin}
            onKeyDown={notByEnter}
          />
          <Field
            label="Protective stop, %"
            name="protectPct"
            hint="Rests at the exchange, this far from the candle's close, for entries that the strategy gives no stop of its own."
          >
            <Input unit="%" inputMode="decimal" defaultValue="5" onKeyDown={notByEnter} />
          </Field>
          <Field
            label="Slippage at most, bps"
            name="maxSlippageBps"
            hint="From the candle's close. What costs more is not entered."
          >
            <Input unit="bps" inputMode="numeric" defaultValue="50" onKeyDown={notByEnter} />
          </Field>
        </div>
        <p className="mt-4">{worstDay}</p>
      </Panel>
      <Panel title="The last step">
        <div className="grid gap-4">
          <RealMoney needsWord={needsWord} onGiven={setGiven} />
          <div>
            <SubmitButton variant="live" disabled={!(ready && given)} pendingText="Asking once more…">
              Start live session on {exchangeName}
            </SubmitButton>
            <NotYet ready={ready} given={given} />
          </div>
        </div>
      </Panel>
    </Form>
  );
}
