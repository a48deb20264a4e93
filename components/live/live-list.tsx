"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";

/** Further down than this the reader is reading: nothing may move under his eyes. */
const SCROLLED_PX = 120;

/**
 * A list that grows at its top. While the reader has scrolled down, new rows wait behind "3 new signals"; at the top they come at once. Rows
 * already shown are brought up to date in either case.
 */
export function LiveList<Row>({
  rows,
  keyOf,
  noun,
  children,
}: {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What a row is: ["signal", "signals"]. */
  readonly noun: readonly [one: string, many: string];
  readonly children: (row: Row) => ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<ReadonlySet<string>>(() => new Set(rows.map(keyOf)));
  const waiting = rows.filter((row) => !shown.has(keyOf(row)));

  useEffect(() => {
    if (waiting.length === 0) return;
    const showIfAtTop = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      if (top > -SCROLLED_PX) setShown(new Set(rows.map(keyOf)));
    };
    showIfAtTop();
    addEventListener("scroll", showIfAtTop, { passive: true });
    return () => removeEventListener("scroll", showIfAtTop);
  });

  const show = (): void => {
    setShown(new Set(rows.map(keyOf)));
    list.current?.scrollIntoView({ block: "start" });
  };
  return (
    <div ref={list}>
      <div aria-live="polite" className="sticky top-2 z-10 flex justify-center">
        {waiting.length > 0 && (
          <Button onClick={show}>
            {waiting.length} new {waiting.length === 1 ? noun[0] : noun[1]}
          </Button>
        )}
      </div>
      {rows.filter((row) => shown.has(keyOf(row))).map((row) => children(row))}
    </div>
  );
}
