import type { Metadata } from "next";
import { Plans } from "@/components/plans/plan-list";
import { formatMoney } from "@/components/ui/format";
import { KeyValues, PageHead, Panel } from "@/components/ui/panel";
import { getCtx } from "@/lib/runtime/ctx";
import { viewer } from "../../viewer.ts";

export const metadata: Metadata = {
  title: "Pricing",
  description: "What a strategy costs, who gets it, and what the platform's plans are.",
};

/** The example of the split is computed from the rule itself: 20 % to the platform, the rest to the provider. */
const EXAMPLE = { amount: 9_999, fee: 2_000 };

export default async function PricingPage() {
  const actor = await viewer();
  const { taxed } = getCtx().config;
  const usd = (amount: number): string => formatMoney({ amount, currency: "USD" });
  return (
    <div className="wrap pt-10">
      <PageHead
        title="Pricing"
        lead="Browsing is free, and for a new account so is copying on paper for 14 days. A plan is what the platform allows you; a paid strategy is bought apart, by the month, from its provider."
      />
      <div className="stack">
        <Plans guest={actor === null} taxed={taxed} />
        <div className="grid gap-5 lg:grid-cols-2">
          <Panel title={`Where ${usd(EXAMPLE.amount)} a month goes`}>
            <KeyValues
              rows={[
                ["To the provider, 80 %", usd(EXAMPLE.amount - EXAMPLE.fee)],
                ["To the platform, 20 %", usd(EXAMPLE.fee)],
                ["Card processing", "paid out of the platform's part"],
                [
                  "Tax",
                  taxed
                    ? "on top of the price where it applies, shown before you pay; all of it goes to the tax office"
                    : "shown before you pay, where it applies",
                ],
              ]}
            />
          </Panel>
          <Panel title="When you stop">
            <ul className="list">
              <li>Cancel at any time; you keep access to the end of the month you paid for.</li>
              <li>After that you still get the exits of signals that were opened while you paid.</li>
              <li>A refund takes back both parts in proportion.</li>
              <li>The card is charged by Stripe. We never see its number.</li>
            </ul>
          </Panel>
        </div>
      </div>
    </div>
  );
}
