import { addToSignal } from "@/lib/features/signals/add-to-signal";
import { cancelSignal } from "@/lib/features/signals/cancel-signal";
import { closeSignal } from "@/lib/features/signals/close-signal";
import type { PublishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import type { SignalView } from "@/lib/features/signals/view";
import type { Actor } from "@/lib/kernel/actor";
import type { FieldErrors, Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { Step } from "./decide.ts";

export interface DoneStep {
  readonly step: Step;
  readonly view: SignalView;
}

export interface RunSteps {
  readonly done: readonly DoneStep[];
  readonly refused: {
    readonly step: Step;
    readonly reason: string;
    readonly detail: string;
    readonly fieldErrors: FieldErrors | undefined;
  } | null;
}

/**
 * Does the steps through the verbs of signals, each durable by itself. A refusal ends the row: what left before it has left, since an exit
 * never waits for an entry; the next alert with a target state goes on from there.
 * @param key of the alert, so that a repeat after a crash finds the steps already done; null: none
 */
export async function runSteps(
  ctx: Ctx,
  actor: Actor,
  steps: readonly Step[],
  publication: (side: "LONG" | "SHORT") => Promise<Result<PublishSignalInput, string>>,
  key: string | null,
): Promise<RunSteps> {
  const done: DoneStep[] = [];
  for (const step of steps) {
    const result = await runStep(ctx, actor, step, publication, key === null ? null : keyOf(key, step));
    // It ended by itself a moment ago (a stop, an expiry): what was wanted is so.
    if (!result.ok && result.reason === "conflict" && (step.do === "close" || step.do === "cancel")) continue;
    if (!result.ok)
      return {
        done,
        refused: {
          step,
          reason: result.reason,
          detail: result.detail ?? "It was refused.",
          fieldErrors: result.fieldErrors,
        },
      };
    done.push({ step, view: result.value.value });
  }
  return { done, refused: null };
}

/** By what the step does and not by its place: a repeat plans only what is left, so the same step may stand elsewhere. */
function keyOf(alertKey: string, step: Step): string {
  return `alert:${alertKey}:${step.do}:${step.do === "open" ? step.side : step.signalId}`;
}

async function runStep(
  ctx: Ctx,
  actor: Actor,
  step: Step,
  publication: (side: "LONG" | "SHORT") => Promise<Result<PublishSignalInput, string>>,
  key: string | null,
): Promise<Result<{ readonly value: SignalView }, string>> {
  switch (step.do) {
    case "open": {
      const input = await publication(step.side);
      return input.ok ? publishSignal(ctx, actor, input.value, key) : input;
    }
    case "add":
      return addToSignal(ctx, actor, step.signalId, { factor: step.factor }, key);
    case "reduce":
      return closeSignal(ctx, actor, step.signalId, { fraction: step.fraction }, key);
    case "close":
      return closeSignal(ctx, actor, step.signalId, { fraction: "1" }, key);
    case "cancel":
      return cancelSignal(ctx, actor, step.signalId, key);
  }
}
