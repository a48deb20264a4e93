"use client";

import { Archive, CirclePause, CirclePlay } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";

export interface StrategyStateProps {
  readonly id: string;
  readonly name: string;
  readonly status: "DRAFT" | "ACTIVE" | "PAUSED" | "ARCHIVED";
  readonly setStatus: FormAction;
  /** Why it cannot be published now, with what to do. */
  readonly blocked: string | null;
}

const ACTS = {
  DRAFT: { to: "ACTIVE", label: "Publish strategy", icon: CirclePlay },
  PAUSED: { to: "ACTIVE", label: "Resume strategy", icon: CirclePlay },
  ACTIVE: { to: "PAUSED", label: "Pause strategy", icon: CirclePause },
} as const;

/** Publish, pause, resume, close: the state a strategy may go to next. */
export function StrategyState({ id, name, status, setStatus, blocked }: StrategyStateProps) {
  if (status === "ARCHIVED")
    return <p className="text-dense text-ink-2">Closed for good. It stays in the archive and in your record.</p>;
  const act = ACTS[status];
  const stopped = act.to === "ACTIVE" && blocked !== null;
  return (
    <div className="grid gap-3">
      <Form action={setStatus} aria-label={act.label}>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="status" value={act.to} />
        <SubmitButton
          variant={act.to === "ACTIVE" ? "primary" : "default"}
          block
          disabled={stopped}
          icon={<act.icon className="ic" aria-hidden="true" />}
        >
          {act.label}
        </SubmitButton>
        {stopped && <p className="hint">{blocked}</p>}
        {status === "ACTIVE" && (
          <p className="hint">While paused you cannot publish signals; open ones go on to their ends.</p>
        )}
      </Form>
      <ConfirmDialog
        trigger={
          <Button variant="danger" block icon={<Archive className="ic" aria-hidden="true" />}>
            Close strategy
          </Button>
        }
        title={`Close ${name}`}
        description="It stops selling and publishing for good. Subscribers keep what they paid for and are charged nothing more. Its record stays listed: nothing is deleted, and it cannot be opened again."
        confirm="Close strategy"
        keep="Keep it open"
        variant="danger"
        phrase="CLOSE"
        action={setStatus}
        fields={{ id, status: "ARCHIVED" }}
      />
    </div>
  );
}
