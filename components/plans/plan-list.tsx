import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { formatMoney, PLUS_TAX } from "@/components/ui/format";
import { PLAN_NAMES, PLAN_PAGE, PLAN_PRICES, PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";
import { limitWords } from "./limit-words.ts";

const TERMS: Readonly<Record<PlatformPlan, string>> = {
  TRIAL: "14 days, paper only",
  STARTER: "a month, 30-day money back",
  PRO: "a month",
  MANAGED: "a month, by agreement",
};

/** Platform plans in one frame, each with what it allows and `foot` under it. */
export function PlanList({
  foot,
  current,
  taxed,
}: {
  readonly foot: (plan: PlatformPlan) => ReactNode;
  /** The plan that is shown as the reader's own. */
  readonly current?: PlatformPlan | undefined;
  /** Tax comes on top of the prices, where there is one. */
  readonly taxed: boolean;
}) {
  return (
    <ul className="split lg:grid-cols-4">
      {PLATFORM_PLANS.map((plan) => (
        <li key={plan} className="flex flex-col" aria-current={plan === current ? "true" : undefined}>
          <h3 className="panel-title">{PLAN_NAMES[plan]}</h3>
          <p className="mt-2 text-page font-semibold">{priceWords(plan)}</p>
          <p className="text-caption text-ink-3">
            {taxed && plan !== "TRIAL" ? `${TERMS[plan]}, ${PLUS_TAX}` : TERMS[plan]}
          </p>
          <ul className="mt-4 mb-5 text-dense">
            {limitWords(plan).map((limit) => (
              <li key={limit} className="flex gap-2 py-1 text-ink-2">
                <Check className="ic mt-0.5 text-ink-3" aria-hidden="true" />
                {limit}
              </li>
            ))}
          </ul>
          <div className="mt-auto">{foot(plan)}</div>
        </li>
      ))}
    </ul>
  );
}

/** The plans on a page that anyone may read: each leads to where it is had. */
export function Plans({ guest, taxed }: { readonly guest: boolean; readonly taxed: boolean }) {
  return (
    <PlanList
      taxed={taxed}
      foot={(plan) =>
        plan === "TRIAL" ? (
          <ButtonLink href={guest ? "/register" : "/strategies"}>
            {guest ? "Start on paper" : "Browse strategies"}
          </ButtonLink>
        ) : (
          <ButtonLink href={guest ? `/login?next=${encodeURIComponent(PLAN_PAGE)}` : PLAN_PAGE}>
            {plan === "MANAGED" ? "Ask for Managed" : `Choose ${PLAN_NAMES[plan]}`}
          </ButtonLink>
        )
      }
    />
  );
}

function priceWords(plan: PlatformPlan): string {
  if (plan === "TRIAL") return "$0";
  const price = formatMoney({ amount: PLAN_PRICES[plan], currency: "USD" }, { whole: true });
  return plan === "MANAGED" ? `from ${price}` : price;
}
