"use client";

import { Send } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { type PriceBar, PriceChart, type PriceLevel } from "@/components/charts/price-chart";
import { usePriceEvents } from "@/components/live/use-prices";
import { Field, Input, Segmented, Select, Textarea } from "@/components/ui/field";
import { Stat, Stats } from "@/components/ui/figures";
import { Form, FormFaults, SubmitButton, useFormContext } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney, formatNumber, formatPercent, formatPrice, formatSymbol, plural } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { Notice } from "@/components/ui/notice";
import { Columns, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { previewPlan, type TypedPlan } from "./plan-check.ts";

export interface ComposerProps {
  readonly action: FormAction;
  readonly strategy: { readonly id: string; readonly name: string };
  readonly symbol: string;
  readonly exchange: string;
  readonly timeframes: readonly string[];
  /** Makes one publication of one form, however often it is sent. */
  readonly dedupeKey: string;
  readonly ticker: { readonly bid: string; readonly ask: string; readonly receivedAt: string } | null;
  readonly tick: string | null;
  readonly bars: readonly PriceBar[];
  readonly reach: { readonly NOTIFY: number; readonly PAPER: number; readonly LIVE: number; readonly total: number };
}

const TARGETS = [0, 1, 2, 3, 4, 5] as const;
const SHOWN_AT_FIRST = 3;

const FIELDS = [
  "side",
  "entry",
  "stopLoss",
  "targets",
  "leverage",
  "breakEven",
  "trailing",
  "expiresInHours",
  "maxAgeSec",
  "maxSlippageBps",
  "timeframe",
  "note",
];

/** Composes one signal. The check in words is a help; the server decides by the price of the moment it receives the signal. */
export function Composer(props: ComposerProps) {
  const submit = (event: KeyboardEvent<HTMLFormElement | HTMLDivElement>): void => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.currentTarget.querySelector("form")?.requestSubmit();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut beside the button that does the same
    <div onKeyDown={submit}>
      <Form action={props.action} aria-label="New signal">
        <Fields {...props} />
      </Form>
    </div>
  );
}

function Fields({
  strategy,
  symbol,
  exchange,
  timeframes,
  dedupeKey,
  ticker: first,
  tick,
  bars,
  reach,
}: ComposerProps) {
  const ticker = useTicker(symbol, exchange, first);
  const { state } = useFormContext();
  const typed = (name: string, otherwise = ""): string => state.values?.[name] ?? otherwise;
  const [plan, setPlan] = useState<TypedPlan>(() => ({
    side: typed("side") === "SHORT" ? "SHORT" : "LONG",
    entryType: entryTypeOf(typed("entry.type")),
    low: typed("entry.low"),
    high: typed("entry.high"),
    trigger: typed("entry.price"),
    stop: typed("stopLoss"),
    targets: TARGETS.map((index) => ({
      price: typed(`targets.${index}.price`),
      share: typed(`targets.${index}.fraction`),
    })),
  }));
  const [rows, setRows] = useState(SHOWN_AT_FIRST);
  const preview = useMemo(() => previewPlan(plan, ticker), [plan, ticker]);
  const levels = useMemo(() => levelsOf(plan, preview.entry), [plan, preview.entry]);
  const set = (change: Partial<TypedPlan>): void => setPlan((before) => ({ ...before, ...change }));
  const setTarget = (at: number, change: Partial<TypedPlan["targets"][number]>): void =>
    setPlan((before) => ({
      ...before,
      targets: before.targets.map((target, index) => (index === at ? { ...target, ...change } : target)),
    }));
  // The server's words for a field stand there already, in the Field.
  const fault = (name: string): string | undefined =>
    state.fieldErrors?.[name] === undefined ? preview.faults[name] : undefined;
  const step = tick ?? "any";

  return (
    <Columns
      reverse
      side={
        <>
          <Panel label="Chart">
            <PriceChart
              title={`${formatSymbol(symbol)} · ${exchangeName(exchange)}`}
              bars={bars}
              levels={levels}
              tick={tick ?? undefined}
              height={360}
              aside={ticker === null ? null : <PriceNow ticker={ticker} tick={tick} />}
            />
          </Panel>
          <Panel title="If every follower takes it">
            <Stats columns={3}>
              <Stat
                label="Loss at stop"
                value={
                  preview.lossPer1000 === null
                    ? "—"
                    : formatMoney({ amount: -Math.round(preview.lossPer1000 * 100), currency: "USD" })
                }
                sub="per $1,000 traded"
              />
              <Stat
                label="Reward to risk"
                value={preview.rewardToRisk === null ? "—" : formatNumber(preview.rewardToRisk, 2)}
                sub="weighted by share"
              />
              <Stat
                label="Break-even rate"
                value={formatPercent(preview.breakEvenRatePct)}
                sub="of signals like this"
              />
            </Stats>
            <p className="hint mt-3">Before fees. Levels stand on the chart; change them in the form.</p>
          </Panel>
          <Panel title={`Reaches ${plural(reach.total, "subscriber")} now`}>
            <p className="text-ink-2">{`${reach.NOTIFY} notify, ${reach.PAPER} paper, ${reach.LIVE} live.`}</p>
            <div className="mt-4 flex flex-wrap items-center gap-3">
              <SubmitButton size="lg" icon={<Send className="ic" aria-hidden="true" />} pendingText="Publishing…">
                Publish signal
              </SubmitButton>
              <span className="text-caption text-ink-3 max-sm:hidden">
                <Kbd>⌘</Kbd> <Kbd>↵</Kbd> publishes at once
              </span>
            </div>
            <p className="hint mt-3">
              It cannot be edited afterwards, only amended, and every amendment is on the record.
            </p>
          </Panel>
        </>
      }
    >
      <Panel title="Signal" sub={<span className="text-ink-2">{strategy.name}</span>}>
        <FormFaults fields={FIELDS} />
        <input type="hidden" name="strategyId" value={strategy.id} />
        <input type="hidden" name="symbol" value={symbol} />
        <input type="hidden" name="exchange" value={exchange} />
        <input type="hidden" name="market" value={symbol.includes(":") ? "swap" : "spot"} />
        <input type="hidden" name="dedupeKey" value={dedupeKey} />
        {ticker === null && (
          <div className="mb-4">
            <Notice tone="warn">
              There is no price of {formatSymbol(symbol)} at {exchangeName(exchange)} now. A signal is accepted only
              with a price under 30 seconds old.
            </Notice>
          </div>
        )}
        <div className="stack">
          <Segmented
            legend="Side"
            name="side"
            full
            value={plan.side}
            onChange={(side) => set({ side: side === "SHORT" ? "SHORT" : "LONG" })}
            options={[
              { value: "LONG", label: "Long" },
              { value: "SHORT", label: "Short" },
            ]}
          />
          <div className="group/entry space-y-3">
            <Segmented
              legend="Entry"
              name="entry.type"
              full
              value={plan.entryType}
              onChange={(entryType) => set({ entryType: entryTypeOf(entryType) })}
              options={[
                { value: "market", label: "At market" },
                { value: "limit", label: "Zone" },
                { value: "trigger", label: "Trigger" },
              ]}
            />
            <div className="hidden grid-cols-2 gap-3 group-has-[input[value=limit]:checked]/entry:grid">
              <Field label="From" name="entry.low" error={fault("entry.low")}>
                <Input
                  inputMode="decimal"
                  step={step}
                  value={plan.low}
                  onChange={(e) => set({ low: e.target.value })}
                />
              </Field>
              <Field label="To" name="entry.high" error={fault("entry.high")}>
                <Input inputMode="decimal" value={plan.high} onChange={(e) => set({ high: e.target.value })} />
              </Field>
            </div>
            <div className="hidden group-has-[input[value=trigger]:checked]/entry:block">
              <Field
                label="Trigger price"
                name="entry.price"
                error={fault("entry.price")}
                hint="Enters when the price crosses it."
              >
                <Input inputMode="decimal" value={plan.trigger} onChange={(e) => set({ trigger: e.target.value })} />
              </Field>
            </div>
          </div>
          <Field label="Stop" name="stopLoss" error={fault("stopLoss")}>
            <Input inputMode="decimal" required value={plan.stop} onChange={(e) => set({ stop: e.target.value })} />
          </Field>
          <fieldset>
            <legend className="field-label">Targets</legend>
            <div className="space-y-2">
              {TARGETS.slice(0, rows).map((index) => (
                <div key={index} className="grid grid-cols-[minmax(0,1fr)_112px] gap-2 [&_.unit_.input]:pr-8">
                  <Field
                    label={`Target ${index + 1} price`}
                    hideLabel
                    name={`targets.${index}.price`}
                    error={fault(`targets.${index}.price`)}
                  >
                    <Input
                      inputMode="decimal"
                      placeholder={`Target ${index + 1}`}
                      value={plan.targets[index]?.price ?? ""}
                      onChange={(e) => setTarget(index, { price: e.target.value })}
                    />
                  </Field>
                  <Field
                    label={`Target ${index + 1} share in percent`}
                    hideLabel
                    name={`targets.${index}.fraction`}
                    error={fault(`targets.${index}.fraction`)}
                  >
                    <Input
                      inputMode="decimal"
                      unit="%"
                      placeholder="Share"
                      value={plan.targets[index]?.share ?? ""}
                      onChange={(e) => setTarget(index, { share: e.target.value })}
                    />
                  </Field>
                </div>
              ))}
            </div>
            {(fault("targets") ?? state.fieldErrors?.targets?.join(" ")) !== undefined && (
              <p className="hint hint-error">{fault("targets") ?? state.fieldErrors?.targets?.join(" ")}</p>
            )}
            {rows < TARGETS.length && (
              <button type="button" className="link mt-2 min-h-6" onClick={() => setRows(rows + 1)}>
                Add a target
              </button>
            )}
          </fieldset>
          <Field label="Move stop to entry" name="breakEven">
            <Select
              defaultValue="none"
              options={[
                { value: "none", label: "Never" },
                ...[1, 2, 3, 4, 5].map((n) => ({ value: `after${n}`, label: `After target ${n}` })),
              ]}
            />
          </Field>
          <details>
            <summary className="link min-h-6 cursor-pointer">More rules</summary>
            <div className="mt-3 grid grid-cols-2 gap-3">
              <Field label="Trailing from a gain of" name="trailing.armPct">
                <Input inputMode="decimal" unit="%" />
              </Field>
              <Field label="Trailing distance" name="trailing.distancePct">
                <Input inputMode="decimal" unit="%" />
              </Field>
              <Field label="Ends after" name="expiresInHours">
                <Input inputMode="numeric" unit="h" />
              </Field>
              <Field label="Leverage" name="leverage">
                <Input inputMode="decimal" unit="×" placeholder="1" />
              </Field>
              <Field label="Max age of an entry" name="maxAgeSec">
                <Input inputMode="numeric" unit="s" placeholder="30" />
              </Field>
              <Field label="Max slippage" name="maxSlippageBps">
                <Input inputMode="numeric" unit="bps" placeholder="50" />
              </Field>
              <Field label="Timeframe" name="timeframe">
                <Select placeholder="None" options={timeframes.map((value) => ({ value, label: value }))} />
              </Field>
            </div>
          </details>
          <Field label="Note" name="note" hint="What you see; followers read it.">
            <Textarea rows={3} maxLength={2_000} />
          </Field>
        </div>
      </Panel>
    </Columns>
  );
}

function PriceNow({
  ticker,
  tick,
}: {
  readonly ticker: NonNullable<ComposerProps["ticker"]>;
  readonly tick: string | null;
}) {
  return (
    <span className="num text-dense">
      {formatPrice(ticker.bid, tick ?? undefined)} / {formatPrice(ticker.ask, tick ?? undefined)} ·{" "}
      <When at={ticker.receivedAt} />
    </span>
  );
}

/** The last price, at most once a second: what is checked here is a help, and a form that flickers is none. */
function useTicker(symbol: string, exchange: string, first: ComposerProps["ticker"]): ComposerProps["ticker"] {
  const [ticker, setTicker] = useState(first);
  const shownAt = useRef(0);
  usePriceEvents(symbol, (price) => {
    if (price.exchange !== exchange || performance.now() - shownAt.current < 1_000) return;
    shownAt.current = performance.now();
    setTicker({ bid: price.bid, ask: price.ask, receivedAt: price.at });
  });
  return ticker;
}

function entryTypeOf(value: string): TypedPlan["entryType"] {
  return value === "limit" || value === "trigger" ? value : "market";
}

/** Lines with the size of each part: "Target 1 · 40 %". */
function levelsOf(plan: TypedPlan, entry: number | null): PriceLevel[] {
  const positive = (text: string): boolean => Number(text) > 0 && Number.isFinite(Number(text));
  const levels: PriceLevel[] = [];
  if (entry !== null) levels.push({ id: "entry", kind: "entry", price: String(entry), label: "Entry" });
  if (positive(plan.stop)) levels.push({ id: "stop", kind: "stop", price: plan.stop, label: "Stop" });
  for (const [index, { price, share }] of plan.targets.entries()) {
    if (!positive(price)) continue;
    const part = positive(share) ? ` · ${formatPercent(Number(share))}` : "";
    levels.push({ id: `target-${index}`, kind: "target", price, label: `Target ${index + 1}${part}` });
  }
  return levels;
}
