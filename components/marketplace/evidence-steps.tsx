import { cx } from "@/components/ui/cx";
import { EVIDENCE, type EvidenceClass } from "@/components/ui/evidence";

const STEPS: readonly (readonly [EvidenceClass, string])[] = [
  ["IN_SAMPLE", "Tuned on these very candles. Shows what was asked for, proves little."],
  ["OUT_OF_SAMPLE", "Candles the tuning never saw."],
  ["PAPER", "Live prices, pretend money, fees and slippage counted."],
  ["LIVE_PROVIDER", "Sent in public, priced at what you could have got."],
  ["LIVE_FOLLOWER", "What people who copied it really received."],
];

/** The five classes of evidence, each under a line as solid as it is real. */
export function EvidenceSteps() {
  return (
    <ol className="split lg:grid-cols-5">
      {STEPS.map(([evidence, text]) => (
        <li key={evidence}>
          <div className="relative mb-5" aria-hidden="true">
            <svg
              className={cx("ev-line", `ev-line-${EVIDENCE[evidence].slug}`)}
              viewBox="0 0 200 12"
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <path d="M1 6H199" />
            </svg>
            {evidence === "LIVE_FOLLOWER" && <i className="flash-dot" style={{ left: "100%", top: 6 }} />}
          </div>
          <h3 className="panel-title">{EVIDENCE[evidence].word}</h3>
          <p className="mt-1 text-dense text-ink-2">{text}</p>
        </li>
      ))}
    </ol>
  );
}

/** The one ornament of the front page: from dotted to solid, with the sun at its end. */
export function Spectrum() {
  return (
    <div className="spectrum" aria-hidden="true">
      <svg viewBox="0 0 1200 12" preserveAspectRatio="none" aria-hidden="true">
        <path className="ln ln-in-sample" d="M0 6H300" />
        <path className="ln ln-out-of-sample" d="M312 6H560" />
        <path className="ln ln-paper" d="M572 6H800" />
        <path className="ln" d="M812 6H1200" />
      </svg>
      <i className="flash-dot" style={{ left: "100%", top: 6 }} />
    </div>
  );
}
