import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

export interface PanelProps {
  readonly title?: ReactNode;
  /** Under the title, or in its place: an EvidenceLine, a sentence. */
  readonly sub?: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  /** For a panel without a visible title. */
  readonly label?: string | undefined;
  /** Lists and tables that end in a row need less space below. */
  readonly flush?: boolean | undefined;
  readonly className?: string | undefined;
  readonly id?: string | undefined;
  readonly children: ReactNode;
}

/** A card of related things under one heading. Related figures share one panel. */
export function Panel({ title, sub, aside, label, flush, className, id, children }: PanelProps) {
  const headingId = useId();
  return (
    <section
      id={id}
      className={cx("panel", flush === true && "panel-flush", className)}
      {...(title === undefined ? { "aria-label": label } : { "aria-labelledby": headingId })}
    >
      {(title !== undefined || sub !== undefined || aside !== undefined) && (
        <header className="panel-head">
          <div>
            {title !== undefined && (
              <h2 id={headingId} className="panel-title">
                {title}
              </h2>
            )}
            {sub !== undefined && (
              <div className={cx("text-caption text-ink-3", title !== undefined && "mt-1")}>{sub}</div>
            )}
          </div>
          {aside !== undefined && <div className="panel-aside">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

export interface PageHeadProps {
  readonly title: ReactNode;
  /** Beside the title: badges. */
  readonly badges?: ReactNode;
  readonly lead?: ReactNode;
  /** Short facts, parted by dots. */
  readonly facts?: readonly ReactNode[] | undefined;
  readonly crumbs?: readonly Crumb[] | undefined;
  /** At the right: the page's actions, one of them primary. */
  readonly actions?: ReactNode;
}

export interface Crumb {
  readonly href: string;
  readonly label: string;
}

export function PageHead({ title, badges, lead, facts, crumbs, actions }: PageHeadProps) {
  return (
    <>
      {crumbs !== undefined && <Crumbs crumbs={crumbs} />}
      <div className="page-head">
        <div className="min-w-0 max-sm:basis-full sm:flex-[1_1_420px]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <h1 className="page-title">{title}</h1>
            {badges}
          </div>
          {lead !== undefined && <p className="mt-1 max-w-(--measure) text-ink-2">{lead}</p>}
          {facts !== undefined && facts.length > 0 && <Facts facts={facts} className="mt-2" />}
        </div>
        {actions !== undefined && (
          <div className="flex flex-wrap items-center gap-2 max-sm:w-full sm:ml-auto">{actions}</div>
        )}
      </div>
    </>
  );
}

export function Facts({ facts, className }: { readonly facts: readonly ReactNode[]; readonly className?: string }) {
  return (
    <div className={cx("facts", className)}>
      {facts.map((fact, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed texts in a fixed order
        <span key={at}>{fact}</span>
      ))}
    </div>
  );
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-2.5">
      <ol className="flex flex-wrap items-center gap-1.5 text-dense text-ink-3">
        {crumbs.map((crumb, at) => (
          <Fragment key={crumb.href}>
            {at > 0 && <ChevronRight aria-hidden="true" className="size-3" />}
            <li>
              <Link href={crumb.href} className="text-ink-2 hover:underline">
                {crumb.label}
              </Link>
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

/** Names at the left, values at the right. */
export function KeyValues({
  rows,
  className,
}: {
  readonly rows: readonly (readonly [ReactNode, ReactNode])[];
  readonly className?: string;
}) {
  return (
    <dl className={cx("kv", className)}>
      {rows.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are fixed names in a fixed order
        <Fragment key={at}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The app's two columns: content and a 320 px side, one below the other under 1024 px. */
export function Columns({
  children,
  side,
  reverse,
}: {
  readonly children: ReactNode;
  readonly side: ReactNode;
  readonly reverse?: boolean;
}) {
  return (
    <div
      className={cx(
        "grid items-start gap-5 *:min-w-0",
        reverse === true ? "lg:grid-cols-[minmax(0,380px)_minmax(0,1fr)]" : "lg:grid-cols-[minmax(0,1fr)_320px]",
      )}
    >
      <div className="stack">{children}</div>
      <div className="stack">{side}</div>
    </div>
  );
}

/** Ends every view of performance. */
export function RiskLine({ className }: { readonly className?: string }) {
  return (
    <p className={cx("mt-4 text-caption text-ink-3", className)}>
      Past results, simulated or live, do not tell what comes next. You can lose all the money you trade with.
    </p>
  );
}
