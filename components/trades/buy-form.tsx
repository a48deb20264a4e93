"use client";

import { type ReactNode, useState } from "react";
import { notByEnter, REAL_MONEY_FIELDS, RealMoney } from "@/components/copies/real-money";
import { usePriceEvents } from "@/components/live/use-prices";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field, Input, Segmented, Select } from "@/components/ui/field";
import { FormFaults } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatSymbol, symbolCoins } from "@/components/ui/format";
import { toast } from "@/components/ui/toast";
import { type BuyWish, buyWords, isAmount } from "./buy-words.ts";

export interface BuyFormProps {
  readonly credentialId: string;
  /** `Binance ••••4f9c` */
  readonly account: string;
  readonly exchange: string;
  /** Spot symbols that the limits allow, at least one. */
  readonly symbols: readonly string[];
  /** Asks by symbol, where there is a fresh one. */
  readonly asks: Readonly<Record<string, string>>;
  /** Every condition that is not filled in here is met. */
  readonly ready: boolean;
  /** Nothing trades live by this key yet: risk and word are asked for. */
  readonly firstTime: boolean;
  readonly needsWord: boolean;
  /** Made with the page: a second press is the same order. */
  readonly orderId: string;
  readonly action: FormAction;
}

const NOTHING: BuyWish = { by: "amount", size: "", stopLoss: "", maxSlippageBps: "50" };

/** How much, of what, with which stop; then a dialog that says all of it once more before real money moves. */
export function BuyForm(props: BuyFormProps) {
  const { credentialId, account, exchange, symbols, asks, ready, firstTime, needsWord, orderId, action } = props;
  const [symbol, setSymbol] = useState(symbols[0] ?? "");
  const [wish, setWish] = useState(NOTHING);
  const [heard, setHeard] = useState<Readonly<Record<string, string>>>({});
  const [given, setGiven] = useState(false);
  usePriceEvents(symbol, (price) => {
    if (price.exchange === exchange) setHeard((before) => ({ ...before, [price.symbol]: price.ask }));
  });
  const ask = heard[symbol] ?? asks[symbol] ?? null;
  const { base, quote } = symbolCoins(symbol);
  const change = (part: Partial<BuyWish>): void => setWish({ ...wish, ...part });
  const words = buyWords(wish, { symbol, account, ask });
  const filled = isAmount(wish.size) && isAmount(wish.stopLoss) && /^\d{1,3}$/.test(wish.maxSlippageBps);
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Buy" hint="Spot, inside your limits.">
          <Select
            options={symbols.map((one) => ({ value: one, label: formatSymbol(one) }))}
            value={symbol}
            onChange={(event) => setSymbol(event.target.value)}
          />
        </Field>
        <div className="field">
          <span className="field-label" aria-hidden="true">
            Size by
          </span>
          <Segmented
            legend="Size by"
            name="by"
            options={[
              { value: "amount", label: `Amount, ${quote}` },
              { value: "quantity", label: `Quantity, ${base}` },
            ]}
            value={wish.by}
            onChange={(by) => change({ by: by === "amount" ? "amount" : "quantity", size: "" })}
            full
          />
        </div>
        <Field
          label={wish.by === "amount" ? `Amount, ${quote}` : `Quantity, ${base}`}
          hint={wish.by === "amount" ? "At most this is spent; rounded down to the lot." : "Rounded down to the lot."}
        >
          <Entry value={wish.size} unit={wish.by === "amount" ? quote : base} onChange={(size) => change({ size })} />
        </Field>
        <Field label={`Stop, ${quote}`} hint={words.stopHint}>
          <Entry value={wish.stopLoss} unit={quote} onChange={(stopLoss) => change({ stopLoss })} />
        </Field>
        <Field label="Slippage at most, bps" hint={"100 bps are 1\u00a0%. What costs more is not bought."}>
          <Entry value={wish.maxSlippageBps} unit="bps" onChange={(maxSlippageBps) => change({ maxSlippageBps })} />
        </Field>
      </div>
      <div>
        <ConfirmDialog
          trigger={
            <Button variant="primary" disabled={!(ready && filled)}>
              Review the order
            </Button>
          }
          title={`Buy ${formatSymbol(symbol)} with real money`}
          description={<Lines>{words.order}</Lines>}
          confirm={`Buy on ${account.split(" ")[0]}`}
          ready={!firstTime || given}
          action={action}
          fields={{
            credentialId,
            orderId,
            symbol,
            [wish.by]: wish.size,
            stopLoss: wish.stopLoss,
            maxSlippageBps: wish.maxSlippageBps,
          }}
          onDone={(state) => {
            toast(state.message ?? "Asked for.");
            setWish(NOTHING);
            setGiven(false);
          }}
        >
          <FormFaults fields={REAL_MONEY_FIELDS} />
          {firstTime && (
            <div className="grid gap-4">
              <RealMoney needsWord={needsWord} onGiven={setGiven} />
            </div>
          )}
        </ConfirmDialog>
        {ready && !filled && <p className="hint mt-2">Size and stop are still missing.</p>}
      </div>
    </div>
  );
}

function Entry({
  value,
  unit,
  onChange,
}: {
  readonly value: string;
  readonly unit: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Input
      unit={unit}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value.trim())}
      onKeyDown={notByEnter}
    />
  );
}

function Lines({ children }: { readonly children: readonly string[] }): ReactNode {
  return (
    <ul className="grid gap-1">
      {children.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
