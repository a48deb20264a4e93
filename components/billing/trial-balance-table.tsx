import { Money } from "@/components/ui/figures";
import { formatEnum } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { TrialBalanceRow } from "@/lib/features/billing/ledger-queries";

/** Accounts with their sums, and under each currency's the sum of all, which is 0. */
export function TrialBalanceTable({ rows }: { readonly rows: readonly TrialBalanceRow[] }) {
  const currencies = [...new Set(rows.map((row) => row.currency))];
  return (
    <Table
      label="Trial balance"
      minWidth={560}
      head={
        <>
          <Th>Account</Th>
          <Th>Currency</Th>
          <Th num>Debit</Th>
          <Th num>Credit</Th>
          <Th num>Balance</Th>
        </>
      }
    >
      {currencies.flatMap((currency) => {
        const own = rows.filter((row) => row.currency === currency);
        const sum = (of: "debit" | "credit" | "balance"): number => own.reduce((total, row) => total + row[of], 0);
        return [
          ...own.map((row) => (
            <tr key={`${currency} ${row.account}`}>
              <Td>{formatEnum(row.account)}</Td>
              <Td>{currency}</Td>
              <Td num>
                <Money amount={row.debit} currency={currency} />
              </Td>
              <Td num>
                <Money amount={row.credit} currency={currency} />
              </Td>
              <Td num>
                <Money amount={row.balance} currency={currency} />
              </Td>
            </tr>
          )),
          <tr key={`${currency} sum`}>
            <Td>
              <b>Sum</b>
            </Td>
            <Td>{currency}</Td>
            <Td num>
              <Money amount={sum("debit")} currency={currency} />
            </Td>
            <Td num>
              <Money amount={sum("credit")} currency={currency} />
            </Td>
            <Td num>
              <b>
                <Money amount={sum("balance")} currency={currency} />
              </b>
            </Td>
          </tr>,
        ];
      })}
    </Table>
  );
}
