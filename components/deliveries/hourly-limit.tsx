import { Field, Input } from "@/components/ui/field";

/** How many messages an hour a channel takes before the rest is held. */
export function HourlyLimit({
  channelId,
  value,
  label,
}: {
  readonly channelId: string;
  readonly value: number;
  readonly label: string;
}) {
  return (
    <Field
      label={`Messages an hour, ${label}`}
      hideLabel
      name={`hourlyMax.${channelId}`}
      className="mx-auto w-20 text-center"
    >
      <Input className="num" inputMode="numeric" autoComplete="off" maxLength={4} defaultValue={String(value)} />
    </Field>
  );
}
