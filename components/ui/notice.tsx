import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

const TONES = {
  info: { className: "", icon: Info },
  ok: { className: "note-ok", icon: CircleCheck },
  warn: { className: "note-warn", icon: TriangleAlert },
  bad: { className: "note-bad", icon: CircleX },
} as const;

/** Bold fact, what we did, one link. */
export function Notice({
  tone = "info",
  title,
  children,
  className,
}: {
  readonly tone?: keyof typeof TONES;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  const { className: look, icon: Icon } = TONES[tone];
  return (
    <div className={cx("note", look, className)}>
      <Icon className="ic" aria-hidden="true" />
      <div className="min-w-0">
        {title !== undefined && <b>{title} </b>}
        {children}
      </div>
    </div>
  );
}
