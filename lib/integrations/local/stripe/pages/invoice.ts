import type { Engine } from "../engine.ts";
import type { Invoice } from "../objects.ts";
import { day, escapeHtml, htmlPage, money } from "./layout.ts";
import type { PageAnswer } from "./pages.ts";
import { textPdf } from "./pdf.ts";

export function invoicePage(engine: Engine, id: string): PageAnswer {
  const invoice = engine.run((call) => call.get("invoice", id));
  const total = escapeHtml(money(invoice.total, invoice.currency));
  return {
    status: 200,
    html: htmlPage(
      `Invoice ${invoice.number}`,
      `<h1>Invoice ${escapeHtml(invoice.number)}</h1>
<p class="figure">${total}</p>
<dl>${taxRow(invoice)}<dt>State</dt><dd>${invoice.status}</dd><dt>Date</dt><dd>${day(invoice.created)}</dd><dt>Period</dt><dd>${day(invoice.period_start)} to ${day(invoice.period_end)}</dd><dt>For</dt><dd>${escapeHtml(invoice.customer_email ?? "")}</dd></dl>`,
    ),
  };
}

function taxIn({ total, total_excluding_tax: net = total }: Invoice): number {
  return total - net;
}

function taxRow(invoice: Invoice): string {
  const tax = taxIn(invoice);
  return tax === 0 ? "" : `<dt>Tax in it</dt><dd>${escapeHtml(money(tax, invoice.currency))}</dd>`;
}

/** The same as a document to keep. */
export function invoicePdf(engine: Engine, id: string): PageAnswer {
  const invoice = engine.run((call) => call.get("invoice", id));
  return {
    pdf: textPdf([
      `Invoice ${invoice.number}`,
      `Sandbox payments: no money moved.   ${day(invoice.created)}`,
      `For ${invoice.customer_email ?? ""}`,
      `Period ${day(invoice.period_start)} to ${day(invoice.period_end)}`,
      `Before discounts and credits   ${money(invoice.subtotal, invoice.currency)}`,
      ...(taxIn(invoice) === 0 ? [] : [`Tax   ${money(taxIn(invoice), invoice.currency)}`]),
      `Total   ${money(invoice.total, invoice.currency)}`,
    ]),
  };
}
