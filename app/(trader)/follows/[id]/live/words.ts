import type { GateItem } from "@/components/copies/live-gate-list";
import { formatMoney } from "@/components/ui/format";
import type { LiveGateLine } from "@/lib/features/copies/live/ask-live-gate";
import type { LimitsView } from "@/lib/features/orders/limit-queries";

/** What is filled in on the page itself is no line of its list. */
const FILLED_IN: ReadonlySet<string> = new Set(["risk_accepted", "phrase"]);

/** The gate's lines as this page shows them: fixes lead back here where they can. */
export function linesOf(
  lines: readonly LiveGateLine[],
  path: string,
  hasSecondFactor: boolean,
  keyId: string | null,
): readonly GateItem[] {
  const back = keyId === null ? path : `${path}?key=${keyId}`;
  const hrefs: Readonly<Record<string, string>> = {
    email_verified: "/verify",
    ...(hasSecondFactor ? { second_factor: `/login/mfa?next=${encodeURIComponent(back)}` } : {}),
  };
  return lines
    .filter(({ condition }) => !FILLED_IN.has(condition))
    .map((line) => ({ ...line, href: hrefs[line.condition] }));
}

/** The tenant's own limits in money: what one day can cost at most before they stop it. */
export function worstDay(limits: LimitsView): string {
  const { maxTradeUsd, entriesPerDay, runLossUsd, drawdownUsd, portfolioRiskPct, symbols } = limits;
  const turnover = dollars(Number(maxTradeUsd) * entriesPerDay);
  return (
    `At most ${dollars(Number(maxTradeUsd))} a trade and ${entriesPerDay} trades a day: ${turnover} turnover, in ${symbols.join(", ")}. ` +
    `All open trades together may lose ${portfolioRiskPct} % of your account at their stops. ` +
    `After ${dollars(Number(runLossUsd))} lost with one strategy on a day, or ${dollars(Number(drawdownUsd))} below your account's best, nothing new is opened.`
  );
}

function dollars(amount: number): string {
  return formatMoney({ amount: Math.round(amount * 100), currency: "USD" }, { whole: true });
}
