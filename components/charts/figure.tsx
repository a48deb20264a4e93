import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

export interface FigureProps {
  /** Stands above the drawing. */
  readonly title: ReactNode;
  /** One sentence with start, end, low and high: no drawing is the only source of a number. */
  readonly summary: ReactNode;
  /** The drawing; hidden from readers. */
  readonly children: ReactNode;
  /** The same rows as a table. */
  readonly table?: ReactNode;
  /** At the right of the caption: EvidenceLine, a range switch. */
  readonly aside?: ReactNode;
  /** Canvas charts are TradingView's library: its licence asks for the credit. */
  readonly credit?: boolean;
  readonly className?: string | undefined;
}

/** Caption, drawing, a sentence that says what it shows, and its rows as a table. */
export function Figure({ title, summary, children, table, aside, credit, className }: FigureProps) {
  return (
    <figure className={cx("figure", className)}>
      <figcaption>
        <span>{title}</span>
        {aside}
      </figcaption>
      <div aria-hidden="true">{children}</div>
      <p className="mt-3 text-dense text-ink-2">{summary}</p>
      {table !== undefined && (
        <details>
          <summary>Show as table</summary>
          <div className="mt-2">{table}</div>
        </details>
      )}
      {credit === true && (
        <p className="mt-2 text-caption text-ink-3">
          Times in UTC. Charts by{" "}
          <a className="link" href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
            Lightweight Charts
          </a>
        </p>
      )}
    </figure>
  );
}
