import { CircleCheck, CircleDashed } from "lucide-react";
import type { ReactNode } from "react";

export interface Step {
  readonly id: string;
  readonly label: ReactNode;
  readonly state: "done" | "current" | "todo";
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
}

/** A checklist or a row of steps, top to bottom; each says in words whether it is done. */
export function Stepper({ steps, label }: { readonly steps: readonly Step[]; readonly label: string }) {
  return (
    <ol aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.id}
          className="grid grid-cols-[22px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-2 text-dense"
          {...(step.state === "current" ? { "aria-current": "step" as const } : {})}
        >
          {step.state === "done" ? (
            <CircleCheck className="ic size-4.5! text-ok" aria-hidden="true" />
          ) : (
            <CircleDashed className="ic size-4.5!" aria-hidden="true" />
          )}
          <div className={step.state === "done" ? "text-ink-3" : step.state === "current" ? "font-[550]" : ""}>
            {step.label}
            {step.state === "done" && <span className="sr-only">, done</span>}
            {step.hint !== undefined && <div className="text-caption font-normal text-ink-3">{step.hint}</div>}
          </div>
          {step.action}
        </li>
      ))}
    </ol>
  );
}
