import { cx } from "./cx.ts";
import { formatDate, plural } from "./format.ts";

/** Where a figure comes from, from the least to the most real. The same words as the database's enum. */
export const EVIDENCE = {
  IN_SAMPLE: { word: "In-sample", slug: "in-sample" },
  OUT_OF_SAMPLE: { word: "Out-of-sample", slug: "out-of-sample" },
  PAPER: { word: "Paper", slug: "paper" },
  LIVE_PROVIDER: { word: "Live provider", slug: "live-provider" },
  LIVE_FOLLOWER: { word: "Live followers", slug: "live-follower" },
} as const;
export type EvidenceClass = keyof typeof EVIDENCE;

/** A line sample as solid as the evidence, and its name. */
export function EvidenceBadge({ evidence }: { readonly evidence: EvidenceClass }) {
  const { word, slug } = EVIDENCE[evidence];
  return (
    <span className={cx("ev", `ev-${slug}`)}>
      <svg viewBox="0 0 22 8" aria-hidden="true">
        {evidence === "LIVE_FOLLOWER" ? (
          <>
            <path d="M1 4h14" />
            <circle cx="18" cy="4" r="2.6" />
          </>
        ) : (
          <path d="M1 4h20" />
        )}
      </svg>
      {word}
    </span>
  );
}

export interface EvidenceLineProps {
  readonly evidence: EvidenceClass;
  /** ISO or milliseconds; null while there is nothing yet. */
  readonly from: string | number | null;
  readonly to: string | number | null;
  readonly count: number;
  /** What is counted: "trade". */
  readonly noun?: string | undefined;
}

/** Class · period · count: stands by every figure of performance, at every width. */
export function EvidenceLine({ evidence, from, to, count, noun = "trade" }: EvidenceLineProps) {
  return (
    <span className="evl">
      <span>
        <EvidenceBadge evidence={evidence} />
      </span>
      <span title="Days in UTC">
        {from === null || to === null ? "no period yet" : `${formatDate(from)} – ${formatDate(to)}`}
      </span>
      <span>{plural(count, noun)}</span>
    </span>
  );
}
