"use client";

import { useRef, useState, useTransition } from "react";
import { Field, Input, RadioCards } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { type FormAction, IDLE } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import type { SizedSignal } from "@/lib/features/copies/preview-sizing";
import type { FollowView } from "@/lib/features/subscriptions/follow-queries";
import { SizingFields } from "./sizing-fields.tsx";
import { SizingPreview } from "./sizing-preview.tsx";

export interface FollowFormProps {
  readonly follow: FollowView;
  readonly preview: readonly SizedSignal[];
  readonly save: FormAction;
  readonly previewAction: FormAction;
}

/** How one strategy is used: told only or copied on paper, how large, within which limits, with what that would have meant. */
export function FollowForm({ follow, preview, save, previewAction }: FollowFormProps) {
  const [rows, setRows] = useState(preview);
  const [fault, setFault] = useState<string | null>(null);
  const [pending, start] = useTransition();
  const box = useRef<HTMLDivElement>(null);
  const asked = useRef(0);

  const show = (): void => {
    const form = box.current?.closest("form");
    if (form === null || form === undefined) return;
    const sent = new FormData(form);
    sent.delete("mode");
    sent.delete("subscriptionId");
    sent.set("strategyId", follow.strategy.id);
    asked.current += 1;
    const mine = asked.current;
    start(async () => {
      const state = await previewAction(IDLE, sent);
      if (mine !== asked.current) return; // an older question was answered later
      setFault(
        state.status === "refused" ? (Object.values(state.fieldErrors ?? {})[0]?.[0] ?? state.message ?? null) : null,
      );
      if (state.data?.["preview"] !== undefined) setRows(JSON.parse(state.data["preview"]) as SizedSignal[]);
    });
  };

  return (
    <Form action={save} className="stack">
      <input type="hidden" name="subscriptionId" value={follow.subscriptionId ?? ""} />
      <Panel title="Mode">
        <RadioCards
          legend="What happens on a new signal"
          hideLegend
          name="mode"
          defaultValue={follow.mode}
          options={[
            {
              value: "NOTIFY",
              label: "Notify",
              description: "You are told. Nothing is copied; what is open keeps its stop and targets.",
            },
            {
              value: "PAPER",
              label: "Paper",
              description: "Each signal is copied with pretend money at the market's price, fees included.",
            },
          ]}
        />
      </Panel>
      <Panel title="Size">
        <div ref={box} className="grid gap-4 sm:grid-cols-2">
          <SizingFields
            start={follow.sizing}
            equity="your paper equity"
            coin="USDT"
            onChange={() => queueMicrotask(show)}
          />
          <Field
            label="Largest trade, USDT"
            name="limits.maxTradeQuote"
            hint="Larger copies are skipped. Empty: no limit."
          >
            <Input inputMode="decimal" defaultValue={follow.limits.maxTradeQuote ?? ""} onBlur={show} />
          </Field>
          <Field
            label="Open positions at most"
            name="limits.maxOpenPositions"
            hint="Of this strategy. Empty: no limit."
          >
            <Input inputMode="numeric" defaultValue={follow.limits.maxOpenPositions ?? ""} />
          </Field>
        </div>
        <div className="mt-5 flex justify-end">
          <SubmitButton pendingText="Saving…">Save follow settings</SubmitButton>
        </div>
      </Panel>
      <Panel
        title="On the last 10 signals"
        sub={
          <span className="text-caption text-ink-3">
            Sized with your paper equity of now, each as if it stood alone.
          </span>
        }
        flush
      >
        {fault !== null && <Notice tone="warn">{fault}</Notice>}
        <div aria-busy={pending}>
          <SizingPreview rows={rows} />
        </div>
      </Panel>
    </Form>
  );
}
