import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form-state";
import { plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";

/** Present subscribers who pay another price than today's, and asking them for today's. */
export function OtherPricesPanel({
  strategyId,
  count,
  action,
}: {
  readonly strategyId: string;
  readonly count: number;
  readonly action: FormAction;
}) {
  return (
    <Panel title="Old prices">
      <p className="mb-4 text-ink-2">
        {plural(count, "subscriber")} {count === 1 ? "pays" : "pay"} another price than today&rsquo;s: a new price is
        for new subscribers.
      </p>
      <ConfirmDialog
        trigger={<Button>Ask for today&rsquo;s price</Button>}
        title="Ask for today's price"
        description="Each is told now and answers for himself; who does not say yes keeps the old price. A rise begins with payments 30 days from now; a lower price is theirs from the next payment on."
        confirm="Ask them"
        action={action}
        fields={{ strategyId }}
      />
    </Panel>
  );
}
