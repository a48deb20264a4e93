import type { Engine } from "../engine.ts";
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
<dl><dt>State</dt><dd>${invoice.status}</dd><dt>Date</dt><dd>${day(invoice.created)}</dd><dt>Period</dt><dd>${day(invoice.period_start)} to ${day(invoice.period_end)}</dd><dt>For</dt><dd>${escapeHtml(invoice.customer_email ?? "")}</dd></dl>`,
    ),
  };
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
      `Total   ${money(invoice.total, invoice.currency)}`,
    ]),
  };
}
