import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { WebhookCallView } from "@/lib/features/deliveries/webhook-queries";

/** Every call of the last 30 days: what was sent, what was answered, and a way to send it again. */
export function WebhookLog({
  channelId,
  calls,
  resend,
}: {
  readonly channelId: string;
  readonly calls: readonly WebhookCallView[];
  readonly resend: FormAction;
}) {
  if (calls.length === 0)
    return (
      <Panel title="Calls">
        <EmptyState title="No calls in 30 days">Send a test: it shows here with what your server answered.</EmptyState>
      </Panel>
    );
  return (
    <Panel title="Calls" sub={<p className="text-dense text-ink-2">Newest first. Kept for 30 days.</p>}>
      <ol className="divide-y divide-line">
        {calls.map((call) => (
          <li key={`${call.deliveryId} ${call.at}`} className="py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone={isTaken(call.status) ? "ok" : "bad"}>{call.status ?? "No answer"}</Badge>
              <span className="min-w-0 flex-1 basis-48 break-words">{call.title}</span>
              <span className="num text-caption text-ink-3">
                <When at={call.at} as="exact" /> · {call.tookMs} ms
              </span>
              {call.state !== "QUEUED" && (
                <Form action={resend} aria-label={`Send again: ${call.title}`}>
                  <input type="hidden" name="channelId" value={channelId} />
                  <input type="hidden" name="deliveryId" value={call.deliveryId} />
                  <SubmitButton variant="default" size="sm" pendingText="Asking…">
                    Send again
                  </SubmitButton>
                </Form>
              )}
            </div>
            <details className="mt-1 text-dense">
              <summary className="text-ink-2">Request and answer</summary>
              <div className="mt-2 grid gap-2">
                <p className="text-caption text-ink-3">
                  webhook-id <code>{call.deliveryId}</code>
                </p>
                <pre className="code-block max-h-72 overflow-auto whitespace-pre-wrap break-all" tabIndex={-1}>
                  {call.body}
                </pre>
                <pre className="code-block max-h-40 overflow-auto whitespace-pre-wrap break-all">
                  {call.answer === "" ? "(an empty answer)" : call.answer}
                </pre>
              </div>
            </details>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}
