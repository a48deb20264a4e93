import type { ReactNode } from "react";

export interface BeamItem {
  readonly id: string;
  /** done: filled; now: the flash, for the newest; planned: hollow; trouble: a turned square, went wrong and was settled. */
  readonly state: "done" | "now" | "planned" | "trouble";
  readonly title: ReactNode;
  /** A `<time>` or When. */
  readonly at?: ReactNode;
  readonly children?: ReactNode;
}

const STATES = { done: "beam-done", now: "beam-now", planned: "", trouble: "beam-trouble" } as const;
const STATE_WORDS = { done: "", now: "Newest: ", planned: "Planned: ", trouble: "Settled after trouble: " } as const;

/** Events on a line, newest first. */
export function Beam({ items, label }: { readonly items: readonly BeamItem[]; readonly label?: string | undefined }) {
  return (
    <ol className="beam" aria-label={label}>
      {items.map((item) => (
        <li key={item.id} className={STATES[item.state]}>
          <div className="beam-title">
            <span>
              <span className="sr-only">{STATE_WORDS[item.state]}</span>
              {item.title}
            </span>
            {item.at}
          </div>
          {item.children !== undefined && <div className="text-dense text-ink-2">{item.children}</div>}
        </li>
      ))}
    </ol>
  );
}
