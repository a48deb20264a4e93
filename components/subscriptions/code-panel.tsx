import { Badge } from "@/components/ui/badge";
import { Field, Input, Select } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatDate, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { CodeView } from "@/lib/features/subscriptions/code-queries";

const DURATIONS = [
  { value: "ONCE", label: "the first payment" },
  { value: "MONTHS", label: "some months" },
  { value: "FOREVER", label: "for good" },
] as const;

/** The promotion codes of a strategy, each with its uses, and a new one. */
export function CodePanel({
  strategyId,
  codes,
  add,
  end,
}: {
  readonly strategyId: string;
  readonly codes: readonly CodeView[];
  readonly add: FormAction;
  readonly end: FormAction;
}) {
  return (
    <Panel title="Promotion codes" sub="You and the platform bear what they take off in proportion.">
      {codes.length > 0 && (
        <ul className="mb-5">
          {codes.map((code) => (
            <li key={code.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b py-2">
              <code className="font-semibold">{code.code}</code>
              <span className="min-w-0 flex-1 text-dense text-ink-2">{wordsOf(code)}</span>
              {code.ended ? (
                <Badge tone="line">Ended</Badge>
              ) : (
                <Form action={end} aria-label={`End ${code.code}`}>
                  <input type="hidden" name="id" value={code.id} />
                  <SubmitButton variant="ghost">End</SubmitButton>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
      <Form action={add} aria-label="New code" doneText="Made. Give it to whom you like.">
        <input type="hidden" name="strategyId" value={strategyId} />
        <div className="grid gap-x-3 gap-y-4 sm:grid-cols-2">
          <Field label="Code" name="code" hint="3 to 24 letters, digits and hyphens.">
            <Input autoComplete="off" autoCapitalize="characters" maxLength={24} placeholder="EARLY20" required />
          </Field>
          <Field label="Percent off" name="percentOff" className="mt-0!">
            <Input type="number" inputMode="numeric" min={1} max={100} unit="%" required />
          </Field>
          <Field label="It lasts for" name="duration" className="mt-0!">
            <Select options={DURATIONS} defaultValue="ONCE" />
          </Field>
          <Field label="Months, if it lasts for some" name="months" className="mt-0!">
            <Input type="number" inputMode="numeric" min={1} max={36} />
          </Field>
          <Field label="People who may use it" name="usesMax" hint="Empty: any number." className="mt-0!">
            <Input type="number" inputMode="numeric" min={1} />
          </Field>
          <Field label="Last day (UTC)" name="endsOn" hint="Empty: until you end it." className="mt-0!">
            <Input type="date" />
          </Field>
        </div>
        <div className="mt-4">
          <SubmitButton variant="default">Make the code</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

function wordsOf({ discount, uses, usesMax, expiresAt }: CodeView): string {
  const used = usesMax === null ? `used ${plural(uses, "time")}` : `used ${uses} of ${plural(usesMax, "time")}`;
  return `${discount} · ${used}${expiresAt === null ? "" : ` · last day ${formatDate(Date.parse(expiresAt) - 1)} (UTC)`}`;
}
