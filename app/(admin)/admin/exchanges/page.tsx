import type { Metadata } from "next";
import { RuleForm } from "@/components/exchange-keys/rule-form";
import { formatNumber } from "@/components/ui/format";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { requireRole } from "@/lib/auth/require-role";
import { exchangeRules } from "@/lib/features/exchange-keys/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { setExchangeRuleAction } from "./actions.ts";

export const metadata: Metadata = { title: "Exchanges" };

export default async function ExchangesPage() {
  await requireRole("ADMIN");
  const { db, exchangeAccounts } = getCtx();
  const rules = await exchangeRules(db, exchangeAccounts.offered);
  return (
    <>
      <PageHead
        title="Exchanges"
        lead="Where keys may come from. A key is stored only when its exchange says that it can neither withdraw nor transfer; where an exchange cannot say, you decide."
      />
      <div className="stack">
        <Panel title="Keys by exchange" flush>
          <Table
            label="Exchanges that keys may be stored for"
            minWidth={640}
            head={
              <>
                <Th>Exchange</Th>
                <Th>Tells a key's rights</Th>
                <Th>Test network</Th>
                <Th>Passphrase</Th>
                <Th>Keys are</Th>
                <Th num>In use</Th>
              </>
            }
          >
            {rules.map((rule) => (
              <tr key={rule.id}>
                <Td>{rule.name}</Td>
                <Td>{rule.tellsRights ? "yes" : "no"}</Td>
                <Td>{rule.testnet ? "yes" : "no"}</Td>
                <Td>{rule.needsPassphrase ? "yes" : "no"}</Td>
                <Td>{rule.tellsRights ? "proven" : rule.admitUnproven ? "let in unproven" : "refused"}</Td>
                <Td num>{formatNumber(rule.keys)}</Td>
              </tr>
            ))}
          </Table>
        </Panel>
        {rules
          .filter(({ tellsRights }) => !tellsRights)
          .map(({ id, name, admitUnproven, reason }) => (
            <RuleForm key={id} exchange={{ id, name, admitUnproven, reason }} action={setExchangeRuleAction} />
          ))}
      </div>
    </>
  );
}
