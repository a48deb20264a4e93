import type { ReactNode } from "react";

/** Why it is empty, and one thing to do. A dotted line that ends in a hollow mirror. */
export function EmptyState({
  title,
  children,
  action,
  level = 3,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly level?: 2 | 3;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="px-5 py-9 text-center">
      <svg viewBox="0 0 72 40" aria-hidden="true" className="mx-auto mb-3 h-10 w-18">
        <path
          d="M4 20h52"
          fill="none"
          stroke="var(--line-3)"
          strokeWidth="2"
          strokeDasharray=".1 5"
          strokeLinecap="round"
        />
        <circle cx="64" cy="20" r="5" fill="var(--surface)" stroke="var(--line-3)" strokeWidth="1.5" />
      </svg>
      <Heading className="panel-title">{title}</Heading>
      {children !== undefined && <div className="mx-auto mt-1 max-w-[44ch] text-balance text-ink-2">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
