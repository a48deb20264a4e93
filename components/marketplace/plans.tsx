import { Check } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";

interface Plan {
  readonly name: string;
  readonly price: string;
  readonly term: string;
  readonly limits: readonly string[];
}

const PLANS: readonly Plan[] = [
  {
    name: "Trial",
    price: "$0",
    term: "14 days, paper only",
    limits: ["Every strategy to browse", "Free strategies to follow", "Paper copies with fees counted"],
  },
  {
    name: "Starter",
    price: "$49",
    term: "a month, 30-day money back",
    limits: ["Live trading on your own account", "Your own exchange keys", "Limits you set yourself"],
  },
  {
    name: "Pro",
    price: "$199",
    term: "a month",
    limits: ["More exchanges and live follows", "More backtests a day", "Limits you set yourself"],
  },
  {
    name: "Managed",
    price: "from $1,000",
    term: "a month",
    limits: ["Limits by agreement", "Own tenants and audit export", "Named contact"],
  },
];

/** Platform plans in one frame. Only what can be had today has a button. */
export function Plans({ guest }: { readonly guest: boolean }) {
  return (
    <ul className="split lg:grid-cols-4">
      {PLANS.map((plan) => (
        <li key={plan.name} className="flex flex-col">
          <h3 className="panel-title">{plan.name}</h3>
          <p className="mt-2 text-page font-semibold">{plan.price}</p>
          <p className="text-caption text-ink-3">{plan.term}</p>
          <ul className="mt-4 mb-5 text-dense">
            {plan.limits.map((limit) => (
              <li key={limit} className="flex gap-2 py-1 text-ink-2">
                <Check className="ic mt-0.5 text-ink-3" aria-hidden="true" />
                {limit}
              </li>
            ))}
          </ul>
          {plan.name === "Trial" ? (
            <ButtonLink href={guest ? "/register" : "/strategies"} className="mt-auto">
              {guest ? "Start on paper" : "Browse strategies"}
            </ButtonLink>
          ) : (
            <p className="mt-auto text-caption text-ink-3">Sold when live trading opens</p>
          )}
        </li>
      ))}
    </ul>
  );
}
