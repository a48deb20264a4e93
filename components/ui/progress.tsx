/** A real bar with its text. `value` of `max`; without a value it is at work for an unknown time. */
export function Progress({
  label,
  value,
  max = 100,
  text,
}: {
  readonly label: string;
  readonly value?: number;
  readonly max?: number;
  readonly text?: string;
}) {
  return (
    <div>
      <progress aria-label={label} max={max} {...(value === undefined ? {} : { value })} />
      {text !== undefined && <p className="mt-1.5 text-caption text-ink-2">{text}</p>}
    </div>
  );
}
