import { CircleCheck, CircleX, Clock, FlaskConical, NotebookPen, Radio, RefreshCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { formatEnum } from "./format.ts";

const BADGE_TONES = {
  neutral: "",
  line: "badge-line",
  ok: "badge-ok",
  warn: "badge-warn",
  bad: "badge-bad",
  flash: "badge-flash",
  solid: "badge-solid",
} as const;
export type BadgeTone = keyof typeof BADGE_TONES;

export function Badge({
  tone = "neutral",
  icon,
  children,
  className,
}: {
  readonly tone?: BadgeTone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span className={cx("badge", BADGE_TONES[tone], className)}>
      {icon}
      {children}
    </span>
  );
}

/** The tone of each state word of ours. What is missing here is neutral. UNKNOWN is amber: it is not known to have failed. */
const STATUS_TONES: Readonly<Record<string, BadgeTone>> = {
  OPEN: "flash",
  ACTIVE: "ok",
  FILLED: "ok",
  DONE: "ok",
  ACCEPTED: "ok",
  TRIALING: "ok",
  VALID: "ok",
  PENDING: "neutral",
  QUEUED: "neutral",
  DRAFT: "line",
  CLOSED: "line",
  ARCHIVED: "line",
  CANCELLED: "line",
  EXPIRED: "line",
  SKIPPED: "warn",
  PAUSED: "warn",
  PAST_DUE: "warn",
  PARTIAL: "warn",
  UNPROVEN: "warn",
  UNKNOWN: "warn",
  BLOCKED: "bad",
  REJECTED: "bad",
  FAILED: "bad",
  INVALID: "bad",
  SUSPENDED: "bad",
};

const TONE_ICONS: Readonly<Partial<Record<BadgeTone, typeof CircleCheck>>> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: CircleX,
};

/** A state of a signal, order, subscription or strategy: wash, ink, icon and the word. */
export function StatusBadge({ status, label }: { readonly status: string; readonly label?: string | undefined }) {
  const tone = STATUS_TONES[status] ?? "neutral";
  const Icon = status === "PENDING" || status === "QUEUED" ? Clock : TONE_ICONS[tone];
  return (
    <Badge tone={tone} icon={Icon === undefined ? null : <Icon className="ic" aria-hidden="true" />}>
      {label ?? formatEnum(status)}
    </Badge>
  );
}

export type Mode = "SANDBOX" | "PAPER" | "LIVE" | "RECONNECTING";

/** Word, icon, edge and hue of each mode: dotted, dashed, solid. */
export const MODES = {
  SANDBOX: { word: "Sandbox", badge: "mode-sandbox", strip: "strip-sandbox", icon: FlaskConical },
  PAPER: { word: "Paper", badge: "mode-paper", strip: "strip-paper", icon: NotebookPen },
  LIVE: { word: "LIVE", badge: "mode-live", strip: "strip-live", icon: Radio },
  RECONNECTING: { word: "Reconnecting", badge: "mode-warn", strip: "strip-reconnecting", icon: RefreshCw },
} as const satisfies Record<Mode, unknown>;

export function ModeBadge({ mode }: { readonly mode: Mode }) {
  const { word, badge, icon: Icon } = MODES[mode];
  return (
    <span className={cx("badge", badge)}>
      <Icon className="ic" aria-hidden="true" />
      {word}
    </span>
  );
}

/** The strip under the top bar that says which mode the screen is in. In the tab order, and announced when it changes. */
export function ModeStrip({
  mode,
  children,
  action,
}: {
  readonly mode: Mode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  const { word, strip, icon: Icon } = MODES[mode];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: UX 1: the strip is in the tab order, so that the mode can be read by keyboard
    <div className={cx("strip", strip)} role="status" tabIndex={0}>
      <span className="strip-in">
        <Icon className="ic" aria-hidden="true" />
        <b>{mode === "RECONNECTING" ? "Reconnecting…" : word}</b>
        <span className="strip-text min-w-0">{children}</span>
        {action}
      </span>
    </div>
  );
}
