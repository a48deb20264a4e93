import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { AnyPayoutView } from "@/lib/features/billing/payout-queries";
import { PayoutsOfAll } from "./payouts-of-all.tsx";

const refused: AnyPayoutView = {
  id: "pyt_1",
  amount: { amount: 12_345, currency: "USD" },
  status: "REFUSED",
  monthly: true,
  requestedAt: "2026-02-01T00:00:00.000Z",
  arrivesAt: null,
  failure: "The balance was too small by then.",
  provider: { id: "usr_1", email: "petra@example.test", name: "Petra" },
  stripePayoutId: null,
};

it("tells whose a payout is and why it was not made", () => {
  const html = renderToStaticMarkup(<PayoutsOfAll rows={[refused]} />);
  for (const told of [
    '<a class="link" href="/admin/clients/usr_1">Petra</a>',
    "petra@example.test",
    "Refused",
    "The balance was too small by then.",
    "1st of the month",
    "123.45",
  ])
    expect(html).toContain(told);
});
