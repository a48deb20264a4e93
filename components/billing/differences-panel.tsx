import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { formatEnum, formatNumber, plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { CheckView, DifferenceView } from "@/lib/features/billing/difference-queries";

const KIND_WORDS: Readonly<Record<string, string>> = {
  BALANCE: "The sums of this balance differ",
  UNBOOKED: "Not in our books",
  UNKNOWN: "Not at Stripe",
};

/** What the nightly comparison with Stripe found. Expected: nothing. */
export function DifferencesPanel({
  check,
  rows,
}: {
  readonly check: CheckView | null;
  readonly rows: readonly DifferenceView[];
}) {
  return (
    <Panel
      title="Compared with Stripe"
      flush={rows.length > 0}
      aside={check === null ? undefined : <When at={check.at} as="exact" utc />}
    >
      {rows.length === 0 ? (
        <EmptyState title={check === null ? "Not compared yet" : "No differences"} level={3}>
          {check === null
            ? "The worker holds our books against Stripe's every night, and once soon after its first start."
            : check.movements === 0
              ? "Nothing had moved at Stripe by then, and nothing was booked."
              : `Our books say of ${plural(check.balances, "balance")} what Stripe's ${formatNumber(check.movements)} movements say, to the cent.`}
        </EmptyState>
      ) : (
        <Table
          label="Differences"
          minWidth={760}
          head={
            <>
              <Th>What differs</Th>
              <Th>Which</Th>
              <Th>Since (UTC)</Th>
              <Th num>Our books</Th>
              <Th num>Stripe</Th>
              <Th num>Difference</Th>
            </>
          }
        >
          {rows.map((row) => (
            <tr key={`${row.kind} ${row.objectId} ${row.what} ${row.currency}`}>
              <Td>{KIND_WORDS[row.kind] ?? row.kind}</Td>
              <Td>
                {row.who ?? formatEnum(row.what)}
                <code className="block text-caption text-ink-3">{row.objectId}</code>
              </Td>
              <Td>
                <When at={row.since} as="datetime" utc />
              </Td>
              <Td num>
                <Money amount={row.ours} currency={row.currency} />
              </Td>
              <Td num>
                <Money amount={row.theirs} currency={row.currency} />
              </Td>
              <Td num>
                <Money amount={row.theirs - row.ours} currency={row.currency} />
              </Td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
