import type { ComponentProps, CSSProperties, ReactNode } from "react";
import { cx } from "./cx.ts";

/** A labelled region that scrolls sideways by itself, so that the page never does. */
export function Scroller({
  label,
  children,
  className,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={cx("scroller", className)} aria-label={`${label}, scrolls sideways`} tabIndex={0}>
      {children}
    </section>
  );
}

export interface TableProps {
  /** Names the table; also its region. */
  readonly label: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
  /** Narrowest width in px before it scrolls in its own region. */
  readonly minWidth?: number | undefined;
  readonly className?: string | undefined;
  readonly regionClassName?: string | undefined;
}

/** `<Table label head={<><Th>Pair</Th><Th num>Entry</Th></>}>` with `<tr>` rows of `<Td>`. */
export function Table({ label, head, children, minWidth, className, regionClassName }: TableProps) {
  const style: CSSProperties = minWidth === undefined ? {} : { minWidth };
  return (
    <Scroller label={label} className={regionClassName}>
      <table className={cx("tbl", className)} style={style}>
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroller>
  );
}

export function Th({
  num,
  hidden,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"th">, "hidden"> & { num?: boolean; hidden?: boolean }) {
  return (
    <th scope="col" {...rest} className={cx(num === true && "num", className)}>
      {hidden === true ? <span className="sr-only">{children}</span> : children}
    </th>
  );
}

export function Td({ num, className, ...rest }: ComponentProps<"td"> & { num?: boolean }) {
  return <td {...rest} className={cx(num === true && "num", className)} />;
}
