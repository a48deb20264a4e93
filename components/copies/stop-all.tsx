"use client";

import { CircleX } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogFoot } from "@/components/ui/dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction, FormState } from "@/components/ui/form-state";
import { plural } from "@/components/ui/format";
import { PositionsChoice } from "./positions-choice.tsx";

export interface StopAllProps {
  readonly action: FormAction;
  /** What there is to stop, as of this page. */
  readonly follows: number;
  readonly sessions: number;
  readonly positions: number;
}

/** "Stop all trading": what it does, the choice about open positions, and afterwards what has and has not stopped. */
export function StopAll({ action, follows, sessions, positions }: StopAllProps) {
  const [open, setOpen] = useState(false);
  const [result, setResult] = useState<FormState | null>(null);
  return (
    <Dialog
      trigger={
        <Button data-stop-all icon={<CircleX className="ic text-live-ink" aria-hidden="true" />}>
          <span>
            Stop<span className="max-sm:sr-only"> all trading</span>
          </span>
        </Button>
      }
      title={result === null ? "Stop all trading" : (result.data?.["title"] ?? "Stopped")}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setResult(null);
      }}
      {...(result === null
        ? {
            description: (
              <>
                {plural(follows, "copied strategy", "copied strategies")}, {plural(sessions, "running session")},{" "}
                {plural(positions, "open position")}. No new copy opens and no session takes another candle from the
                moment you confirm. Trading again is a choice for each by itself.
              </>
            ),
          }
        : {})}
    >
      {result === null ? (
        <Form action={action} onDone={setResult}>
          <PositionsChoice
            keep="Their stops and targets still close them. On exchange accounts no order stays: we watch each stop here and close at the market when the price passes it."
            close="At the bid (ask for shorts), fee taken off. On exchange accounts by market orders."
          />
          <DialogFoot>
            <DialogClose asChild>
              <Button variant="ghost">Go back</Button>
            </DialogClose>
            <SubmitButton variant="live" pendingText="Stopping…">
              Stop all trading
            </SubmitButton>
          </DialogFoot>
        </Form>
      ) : (
        <div role="status">
          <ul className="mt-2 list-disc space-y-1 pl-5">
            {(result.message ?? "").split("\n").map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <DialogFoot>
            <DialogClose asChild>
              <Button variant="primary">Done</Button>
            </DialogClose>
          </DialogFoot>
        </div>
      )}
    </Dialog>
  );
}
