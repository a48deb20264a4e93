import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Kpis } from "@/lib/features/admin/read-kpis";
import { KpiFigures, SalesTable } from "./kpi-figures.tsx";

const usd = (amount: number) => ({ amount, currency: "USD" });

const kpis: Kpis = {
  at: "2026-11-22T12:00:00.000Z",
  since: "2026-10-23T12:00:00.000Z",
  accounts: {
    subscribers: 1_200,
    providers: 2,
    admins: 1,
    suspended: 0,
    registered: 8,
    activated: 2,
    activation: "0.25",
  },
  subscriptions: { paying: 3, free: 1, trialing: 0, pastDue: 1, paused: 0, started: 0, ended: 1, churn: null },
  subscriptionsPaid: 4,
  plansPaid: 1,
  mrr: { subscriptions: [usd(25_832), { amount: 5_000, currency: "EUR" }], plans: [] },
  sales: [
    {
      gmv: usd(19_998),
      planSales: usd(4_900),
      providerShare: usd(7_999),
      platformFees: usd(8_900),
      processingFees: usd(320),
      refunded: usd(9_999),
    },
  ],
  strategies: { active: 1, paid: 1 },
  openPositions: { paper: 0, live: 0 },
  follows: { NOTIFY: 0, PAPER: 0, LIVE: 0 },
};

const words = (markup: string): string => markup.replaceAll(/(<[^>]*>)+/g, "|");

it("gives each currency a line of its own, ratios in percent, and a dash where there is nothing to divide or to pay", () => {
  const said = words(renderToStaticMarkup(<KpiFigures kpis={kpis} />));
  expect(said).toContain("|Paid monthly for strategies|$258.32|€50.00|");
  expect(said).toContain("nothing of what is cancelled or held. 4\u00a0subscriptions|Paid monthly for plans|—|");
  expect(said).toContain("|Churn|—|");
  expect(said).toContain("|Activation|25.0\u00a0%|2 of 8 who registered");
  expect(said).toContain("|Subscribers|1,200|");
});

it("shows what was booked in the order of its heads", () => {
  const said = words(renderToStaticMarkup(<SalesTable sales={kpis.sales} />));
  expect(said).toContain("|Strategies sold|Plans sold|Given back|Providers&#x27; share|Our fees|Processing|");
  expect(said).toContain("|USD|$199.98|$49.00|$99.99|$79.99|$89.00|$3.20|");
});
