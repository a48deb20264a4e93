import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { Notice } from "./notice.tsx";

/** A secret that is shown this one time: a token, recovery codes (one a line). */
export function SecretOnce({
  secret,
  label,
  children,
}: {
  readonly secret: string;
  readonly label: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="grid gap-3">
      <Notice tone="warn" title="Shown once.">
        {children ?? "Keep it now. We store only a hash and cannot show it again."}
      </Notice>
      <div className="flex items-start gap-2 max-sm:flex-col">
        <section className="min-w-0 flex-1" aria-label={label}>
          <pre className="code-block whitespace-pre-wrap break-all">{secret}</pre>
        </section>
        <CopyButton text={secret} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  );
}
