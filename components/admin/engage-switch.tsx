import { PositionsChoice } from "@/components/copies/positions-choice";
import { Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";

const SCOPES = [
  { value: "PLATFORM", label: "The whole platform" },
  { value: "EXCHANGE", label: "An exchange" },
  { value: "STRATEGY", label: "A strategy" },
  { value: "USER", label: "A user" },
  { value: "SESSION", label: "A session" },
];

/** One press stops; why is what its users read. */
export function EngageSwitch({
  exchanges,
  action,
}: {
  readonly exchanges: readonly string[];
  readonly action: FormAction;
}) {
  return (
    <Panel title="Stop trading">
      <Form action={action} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="What is stopped" name="scope">
            <Select options={SCOPES} defaultValue="PLATFORM" />
          </Field>
          <Field
            label="Which one"
            name="key"
            hint={`Empty for the platform. Exchanges: ${exchanges.join(", ")}. A strategy by its id or address, a user by id or e-mail, a session by its id.`}
          >
            <Input autoComplete="off" spellCheck={false} maxLength={254} />
          </Field>
        </div>
        <PositionsChoice
          keep="The worker holds their stops until the switch is released."
          close="By market orders at each exchange."
        />
        <Field label="Reason" name="reason" hint="Whoever is stopped reads it.">
          <Input autoComplete="off" maxLength={300} required />
        </Field>
        <div>
          <SubmitButton variant="live" pendingText="Stopping…">
            Stop now
          </SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
