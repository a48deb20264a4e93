import { CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import type { LiveGateLine } from "@/lib/features/copies/live/ask-live-gate";

export interface GateItem extends LiveGateLine {
  /** In place of the fix's own link: here, where the page knows a shorter way. */
  readonly href?: string | undefined;
}

/** Each condition of live trading with its state in words and the way to mend what is missing. */
export function LiveGateList({ lines, label }: { readonly lines: readonly GateItem[]; readonly label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {lines.map((line) => (
        <li key={line.condition} data-condition={line.condition} className="flex items-start gap-3 py-3">
          {line.met ? (
            <CircleCheck className="ic mt-0.5 shrink-0 text-ok" aria-hidden="true" />
          ) : (
            <CircleDashed className="ic mt-0.5 shrink-0 text-warn-ink" aria-hidden="true" />
          )}
          <div className="min-w-0 flex-1">
            <p className={line.met ? "text-ink-2" : "font-[550]"}>
              <span className="sr-only">{line.met ? "Met: " : "Missing: "}</span>
              {line.text}
            </p>
            {line.fix !== null && <Fix line={line} text={line.fix.text} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Fix({ line, text }: { readonly line: GateItem; readonly text: string }) {
  const href = line.href ?? line.fix?.href ?? null;
  return (
    <p className="mt-0.5 text-dense">
      {href === null ? (
        <span className="text-ink-2">{text}</span>
      ) : (
        <Link href={href} className="link">
          {text}
        </Link>
      )}
    </p>
  );
}
