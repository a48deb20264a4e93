import fc from "fast-check";
import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidInvoice } from "@/lib/ports/payments";
import { CHARGE_OF_99_99 } from "@/lib/testing/ledger-sums";
import { nextParts, taxedOf, taxedSale, taxOfInvoice } from "./tax-parts.ts";

const invoice = (total: number, tax: number, charged: number | null, more: Partial<PaidInvoice> = {}): PaidInvoice => ({
  id: "in_1",
  number: "HELIO-0001",
  status: "PAID",
  total: minor(total),
  tax: minor(tax),
  currency: "USD",
  creditChange: minor(total - (charged ?? 0)),
  at: utcMs(0),
  paidSubscriptionId: "sub_1",
  subscriptionId: null,
  planSubscriptionId: null,
  documentUrl: null,
  charge: charged === null ? null : { ...CHARGE_OF_99_99, amount: minor(charged) },
  ...more,
});

it("has all of an invoice's tax in its charge, or its part beside a credit, and below 0 in a credit that is given", () => {
  expect(taxOfInvoice(invoice(11_899, 1_900, 11_899))).toEqual({ charge: 1_900, credit: 0 });
  expect(taxOfInvoice(invoice(9_520, 1_520, 3_570))).toEqual({ charge: 570, credit: 950 });
  expect(taxOfInvoice(invoice(5_950, 950, null))).toEqual({ charge: 0, credit: 950 });
  expect(taxOfInvoice(invoice(-5_950, -950, null))).toEqual({ charge: 0, credit: -950 });
  expect(taxOfInvoice(invoice(0, 0, null))).toEqual({ charge: 0, credit: 0 });
});

it("has no tax in a charge that pays an older debt beside its invoice, beyond the invoice's", () => {
  expect(taxOfInvoice(invoice(119, 19, 219))).toEqual({ charge: 19, credit: 0 });
});

it("shares what is no tax as ever: 80 % of 99.99 is 79.99, a plan's all the platform's, and no tax is no taxed sale", () => {
  expect(taxedOf(invoice(11_899, 1_900, 11_899))).toEqual({ tax: 1_900, share: 7_999 });
  const charge = { ...CHARGE_OF_99_99, amount: minor(5_831), destination: null, transferId: null };
  expect(taxedOf(invoice(5_831, 931, 5_831, { charge }))).toEqual({ tax: 931, share: 0 });
  expect(taxedOf(invoice(9_999, 0, 9_999))).toBeNull();
});

it("keeps yen whole: 500 with a tax of 50, in three parts", () => {
  const sale = { amount: minor(550), ...taxedSale(minor(500 + 50), minor(50), 2_000) };
  expect(sale).toEqual({ amount: 550, tax: 50, share: 400 });
  const gone: (typeof sale)[] = [];
  for (const amount of [183, 183, 184]) gone.push({ amount: minor(amount), ...nextParts(sale, gone, amount) });
  // 183: 17 tax (16.6), of 166 the fee 33. 366: 33 tax, of 333 the fee 67 (66.6). All: 50 and 100.
  expect(gone.map(({ tax, share }) => [tax, share])).toEqual([
    [17, 133],
    [16, 133],
    [17, 134],
  ]);
});

it("ends on the cent of the sale whatever the parts, each of them whole and none below 0", () => {
  const sums = fc.record({ net: fc.integer({ min: 1, max: 5_000_000 }), rate: fc.integer({ min: 0, max: 30_000 }) });
  fc.assert(
    fc.property(sums, fc.array(fc.nat(1_000_000), { maxLength: 6 }), fc.nat(10_000), ({ net, rate }, cuts, bps) => {
      const tax = Math.round((net * rate) / 100_000);
      const amount = minor(net + tax);
      const sale = { amount, ...taxedSale(amount, minor(tax), bps) };
      const ends = [...new Set([...cuts.map((cut) => cut % amount), amount])].filter((end) => end > 0);
      const gone: (typeof sale)[] = [];
      let at = 0;
      for (const end of ends.sort((a, b) => a - b)) {
        const part = nextParts(sale, gone, end - at);
        expect(Math.min(part.tax, part.share, end - at - part.tax - part.share)).toBeGreaterThanOrEqual(0);
        gone.push({ amount: minor(end - at), ...part });
        at = end;
      }
      const sum = (of: (row: typeof sale) => number) => gone.reduce((total, row) => total + of(row), 0);
      expect([sum((row) => row.tax), sum((row) => row.share)]).toEqual([sale.tax, sale.share]);
    }),
  );
});
