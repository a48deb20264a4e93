import { Field, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

/** Sends a message through the same checks as a real one, and publishes nothing. */
export function TestSender({
  strategyId,
  pair,
  send,
}: {
  readonly strategyId: string;
  readonly pair: string;
  readonly send: FormAction;
}) {
  const example = JSON.stringify({ ticker: pair, action: "buy" }, null, 2);
  return (
    <Panel
      title="Test sender"
      sub={
        <p className="text-ink-2">
          Read, decided and checked like a real message; nothing is published. From TradingView itself, add{" "}
          <code>"test": true</code>.
        </p>
      }
    >
      <Form action={send} className="grid gap-4" aria-label="Test sender">
        <input type="hidden" name="strategyId" value={strategyId} />
        <Field label="Message" name="body">
          <Textarea rows={6} className="font-mono" spellCheck={false} defaultValue={example} />
        </Field>
        <div>
          <SubmitButton variant="default" pendingText="Sending…">
            Send test
          </SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
