import { formatMoney } from "@/components/ui/format";
import type { LimitsView } from "@/lib/features/orders/limit-queries";

/** The tenant's own limits in money: what one day can cost at most before they stop it. */
export function worstDay(limits: LimitsView): string {
  const { maxTradeUsd, entriesPerDay, runLossUsd, drawdownUsd, portfolioRiskPct, symbols } = limits;
  const turnover = dollars(Number(maxTradeUsd) * entriesPerDay);
  return (
    `At most ${dollars(Number(maxTradeUsd))} a trade and ${entriesPerDay} trades a day: ${turnover} turnover, in ${symbols.join(", ")}. ` +
    `All open trades together may lose ${portfolioRiskPct}\u00a0% of your account at their stops. ` +
    `After ${dollars(Number(runLossUsd))} lost with one strategy on a day, or ${dollars(Number(drawdownUsd))} below your account's best, nothing new is opened.`
  );
}

function dollars(amount: number): string {
  return formatMoney({ amount: Math.round(amount * 100), currency: "USD" }, { whole: true });
}
