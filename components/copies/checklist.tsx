"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { type Step, Stepper } from "@/components/ui/stepper";
import type { FirstSteps } from "@/lib/features/copies/first-steps-queries";

/** What the app reads of two features: how far the reader has come, and whether a backtest of his has finished. */
export interface ChecklistSteps extends FirstSteps {
  readonly ranBacktest: boolean;
}

/** The first-run checklist: each line leads to its place and ticks itself, also when it was done in another window. */
export function Checklist({ steps, hide }: { readonly steps: ChecklistSteps; readonly hide: FormAction }) {
  const router = useRouter();
  useEffect(() => {
    const refresh = (): void => router.refresh();
    addEventListener("focus", refresh);
    return () => removeEventListener("focus", refresh);
  }, [router]);
  const rows = rowsOf(steps);
  const current = rows.find((row) => !row.done);
  const done = rows.filter((row) => row.done).length;
  return (
    <Panel
      title="Getting started"
      aside={
        <Form action={hide} message="none" className="flex items-center gap-3">
          <span className="text-caption text-ink-3">
            {done} of {rows.length}
          </span>
          <Button type="submit" variant="ghost" size="sm">
            Hide
          </Button>
        </Form>
      }
    >
      <Stepper
        label="Getting started"
        steps={rows.map(
          (row): Step => ({
            id: row.id,
            label: row.label,
            state: row.done ? "done" : row === current ? "current" : "todo",
            ...(row.hint === undefined ? {} : { hint: row.hint }),
            ...(row === current && row.href !== undefined
              ? {
                  action: (
                    <ButtonLink href={row.href} size="sm">
                      {row.act}
                    </ButtonLink>
                  ),
                }
              : {}),
          }),
        )}
      />
    </Panel>
  );
}

interface Row {
  readonly id: string;
  readonly label: string;
  readonly done: boolean;
  readonly hint?: string;
  readonly href?: string;
  readonly act?: string;
}

function rowsOf(steps: ChecklistSteps): readonly Row[] {
  return [
    { id: "email", label: "Confirm e-mail", done: steps.emailConfirmed, href: "/verify", act: "Confirm" },
    {
      id: "totp",
      label: "Turn on second factor",
      done: steps.secondFactor,
      href: "/settings/security",
      act: "Turn on",
    },
    {
      id: "follow",
      label: "Follow one strategy on paper",
      done: steps.followsOnPaper,
      href: steps.followId === null ? "/strategies" : `/follows/${steps.followId}`,
      act: steps.followId === null ? "Browse" : "Follow",
    },
    { id: "signal", label: "See its first signal", done: steps.sawSignal, href: "/signals", act: "Signals" },
    { id: "backtest", label: "Run a backtest", done: steps.ranBacktest, href: "/backtests/new", act: "New backtest" },
    {
      id: "days",
      label: "Seven days on paper",
      done: steps.paperDays >= 7,
      hint: `Day ${Math.min(7, steps.paperDays + 1)} of 7, counted from your first paper trade`,
    },
  ];
}
