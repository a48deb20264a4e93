import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ReaderZone } from "@/components/ui/reader-zone";
import { InvoiceTable } from "./invoice-table.tsx";
import { PayoutTable } from "./payout-table.tsx";

const amount = { amount: 12_345, currency: "USD" };

/** Column heads and texts of times, as a reader in New York has them. */
function inNewYork(table: ReactElement): string[] {
  const html = renderToStaticMarkup(<ReaderZone zone="America/New_York">{table}</ReaderZone>);
  return [...html.matchAll(/<t(?:h|ime)\b[^>]*>([^<]*)</g)].map(([, text]) => text ?? "");
}

it("dates an invoice by its reader's zone, and names it", () => {
  const invoice = {
    id: "inv_1",
    kind: "INVOICE",
    at: "2026-02-01T02:00:00.000Z",
    number: null,
    documentUrl: null,
    description: "Slow trend",
    status: "PAID",
    total: amount,
    tax: null,
  } as const;
  expect(inNewYork(<InvoiceTable rows={[invoice]} />)).toEqual(
    expect.arrayContaining(["Date (America/New York)", "2026-01-31"]),
  );
});

it("dates a payout by UTC: its month begins there, and Stripe's day of arrival is midnight UTC", () => {
  const payout = {
    id: "pyt_1",
    amount,
    status: "PAID",
    monthly: true,
    requestedAt: "2026-02-01T00:00:04.000Z",
    arrivesAt: "2026-02-03T00:00:00.000Z",
    failure: null,
  };
  expect(inNewYork(<PayoutTable rows={[payout]} />)).toEqual(
    expect.arrayContaining(["Asked (UTC)", "2026-02-01", "Arrives (UTC)", "2026-02-03"]),
  );
});
