import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";

export interface KeyUseRow {
  readonly id: string;
  readonly at: number;
  readonly purpose: string;
  readonly outcome: string;
  readonly key: string;
}

const PURPOSES: Readonly<Record<string, string>> = {
  save: "Saved",
  rotate: "Replaced",
  validate: "Checked",
  trade: "Opened to trade",
};

/** Each time a key was opened or shown to its exchange. */
export function KeyUses({ uses }: { readonly uses: readonly KeyUseRow[] }) {
  return (
    <Panel title="When your keys were used" flush>
      <Table
        label="Uses of your keys, newest first"
        minWidth={480}
        head={
          <>
            <Th>When</Th>
            <Th>Key</Th>
            <Th>What for</Th>
            <Th>Outcome</Th>
          </>
        }
      >
        {uses.map(({ id, at, key, purpose, outcome }) => (
          <tr key={id}>
            <Td>
              <When at={at} />
            </Td>
            <Td>{key}</Td>
            <Td>{PURPOSES[purpose] ?? purpose}</Td>
            <Td>{outcome}</Td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
