import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import { readyMessages } from "./messages.ts";

/** Messages to copy, one per kind of alert. */
export function ReadyMessages({ hasSecret }: { readonly hasSecret: boolean }) {
  return (
    <Panel
      title="Ready-made messages"
      sub={
        <p className="text-ink-2">Copy one into the alert's Message field. TradingView fills what stands in braces.</p>
      }
    >
      <ul className="divide-y divide-line">
        {readyMessages(hasSecret).map(({ title, copy, use, body }) => (
          <li key={title} className="py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <h3 className="min-w-0 flex-1 basis-40 font-medium">{title}</h3>
              <CopyButton text={body} words={copy} />
            </div>
            <p className="mt-1 text-caption text-ink-3">{use}</p>
            <details className="mt-2">
              <summary className="link cursor-pointer text-dense">Show the message</summary>
              <pre className="code-block mt-2 whitespace-pre-wrap break-all">{body}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
