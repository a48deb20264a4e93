import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";

/** One kind of notification or all, in the address: it works without script and can be kept. */
export function KindFilter({
  kinds,
  kind,
  unread,
}: {
  readonly kinds: readonly { readonly value: string; readonly label: string }[];
  readonly kind: string;
  readonly unread: boolean;
}) {
  return (
    <form method="get" className="flex items-end gap-2" aria-label="Kind of notification">
      {unread && <input type="hidden" name="show" value="unread" />}
      <Field label="Kind" className="min-w-44">
        <Select name="kind" placeholder="All" defaultValue={kind} options={kinds} />
      </Field>
      <Button type="submit">Filter</Button>
    </form>
  );
}
