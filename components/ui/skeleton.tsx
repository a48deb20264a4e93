import { cx } from "./cx.ts";

/** A grey block in the final shape; give width and height by class. Says nothing to readers: the page around says "Loading". */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span className={cx("skel", className)} aria-hidden="true" />;
}

const WIDTHS = ["w-2/3", "w-full", "w-5/6", "w-3/4"] as const;

/** Lines of text to come. */
export function SkeletonLines({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div className="grid gap-2.5">
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey blocks have no identity
        <Skeleton key={at} className={cx("h-3.5", WIDTHS[at % WIDTHS.length])} />
      ))}
    </div>
  );
}

/** A panel to come. */
export function SkeletonPanel({ lines = 4, className }: { readonly lines?: number; readonly className?: string }) {
  return (
    <div className={cx("panel", className)}>
      <Skeleton className="mb-4 h-5 w-40" />
      <SkeletonLines lines={lines} />
    </div>
  );
}

/** A whole page to come: head, a row of figures, a panel. For loading.tsx. */
export function SkeletonPage({ panels = 2 }: { readonly panels?: number }) {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="mb-2 h-8 w-64 max-w-full" />
      <Skeleton className="mb-6 h-4 w-96 max-w-full" />
      <div className="stack">
        {Array.from({ length: panels }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: grey blocks have no identity
          <SkeletonPanel key={at} lines={at === 0 ? 3 : 6} />
        ))}
      </div>
    </div>
  );
}
