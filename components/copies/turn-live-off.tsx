import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";

/** One click, no phrase: off is never harder than on. */
export function TurnLiveOff({ followId, action }: { readonly followId: string; readonly action: FormAction }) {
  return (
    <Form action={action} aria-label="Turn live trading off">
      <input type="hidden" name="followId" value={followId} />
      <SubmitButton variant="default" pendingText="Turning off…">
        Turn live trading off
      </SubmitButton>
    </Form>
  );
}
