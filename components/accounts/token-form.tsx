import { CheckboxGroup } from "@/components/ui/checkbox-group";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { Scope } from "@/lib/kernel/actor";
import { NewToken } from "./new-token.tsx";

const SCOPE_WORDS: readonly (readonly [Scope, string, string])[] = [
  ["read", "Read", "Signals you have access to, positions, subscriptions, strategies."],
  ["signals:write", "Publish signals", "Publish, amend, close and cancel."],
  ["strategies:write", "Manage strategies", "Make, change and archive."],
  ["subscriptions:write", "Manage subscriptions", "Subscribe, cancel, change how you follow."],
  ["backtests:write", "Run backtests", "Start and cancel backtests and searches."],
  ["trade:paper", "Trade on paper", "Close and open paper positions."],
  ["trade:live", "Trade live", "Needs a fresh second factor, addresses, and at most 90 days."],
];

/** A token with a name, what it may do, from where, and for how long. */
export function TokenForm({ action }: { readonly action: FormAction }) {
  return (
    <Panel title="New token">
      <Form action={action} className="grid gap-4">
        <NewToken />
        <Field label="Name" name="name" hint="What will use it, e.g. my bot at home.">
          <Input autoComplete="off" maxLength={60} required />
        </Field>
        <CheckboxGroup
          legend="What it may do"
          name="scopes"
          ticks={SCOPE_WORDS.map(([value, label, hint]) => ({ value, label, hint, ticked: value === "read" }))}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Ends after days" name="days" hint="Empty: it does not end by itself.">
            <Input className="num" inputMode="numeric" autoComplete="off" defaultValue="90" />
          </Field>
          <Field
            label="Only from these addresses"
            name="ips"
            hint="IP addresses, apart by commas. Empty: from anywhere."
          >
            <Input className="font-mono" autoComplete="off" spellCheck={false} />
          </Field>
        </div>
        <div>
          <SubmitButton pendingText="Making…">Make token</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
