import type { Engine } from "../engine.ts";
import type { Subscription } from "../objects.ts";
import { day, escapeHtml, htmlPage, money } from "./layout.ts";
import type { PageAnswer } from "./pages.ts";

export function portalPage(engine: Engine, id: string): PageAnswer {
  return engine.run((call) => {
    const session = call.get("billing_portal.session", id);
    const customer = call.get("customer", session.customer);
    const live = call.all("subscription").filter((row) => row.customer === customer.id && row.status !== "canceled");
    const rows = live.map((row) =>
      rowOf(row, call.find("product", row.items.data[0]?.price.product ?? "")?.name ?? "Subscription"),
    );
    const invoices = call
      .all("invoice")
      .filter((invoice) => invoice.customer === customer.id)
      .reverse()
      .slice(0, 12)
      .map(
        (invoice) =>
          `<li><a href="/i/${invoice.id}">${escapeHtml(invoice.number)}</a> · ${day(invoice.created)} · ${escapeHtml(money(invoice.total, invoice.currency))} · ${invoice.status}</li>`,
      );
    return {
      status: 200,
      html: htmlPage(
        "Your billing",
        `<h1>Your billing</h1><p>${escapeHtml(customer.email ?? "")}</p>
${rows.length === 0 ? "<p>No running subscription.</p>" : rows.join("")}
<h2>Card</h2>
<p>${customer._card === null ? "No card yet." : `Ends in ${escapeHtml(customer._card.last4)}${customer._card.behaviour === "declines" ? " (declined at the next charge)" : ""}.`}</p>
<form method="post"><div class="row"><button name="action" value="card:pays">Use a card that pays</button><button name="action" value="card:declines">Use a card that is declined</button></div></form>
<h2>Invoices</h2>
${invoices.length === 0 ? "<p>None yet.</p>" : `<ul>${invoices.join("")}</ul>`}
${session.return_url === null ? "" : `<p class="row"><a class="button" href="${escapeHtml(session.return_url)}">Back</a></p>`}`,
      ),
    };
  });
}

function rowOf(row: Subscription, name: string): string {
  const item = row.items.data[0];
  const until = item === undefined ? "" : day(item.current_period_end);
  const ends = row.cancel_at !== null || row.cancel_at_period_end;
  const text = ends
    ? `Ends on ${until}.`
    : `${row.status === "past_due" ? "The last payment failed. " : ""}Renews on ${until}.`;
  const action = ends
    ? `<button name="action" value="keep:${row.id}">Keep it</button>`
    : `<button name="action" value="cancel:${row.id}">Cancel at the end of the period</button>`;
  return `<h2>${escapeHtml(name)}</h2><p>${text}</p><form method="post"><div class="row">${action}</div></form>`;
}

export function postPortal(engine: Engine, id: string, form: URLSearchParams): PageAnswer {
  const [what, which] = (form.get("action") ?? "").split(":");
  engine.run((call) => {
    const session = call.get("billing_portal.session", id);
    if (what === "card") {
      const customer = call.get("customer", session.customer);
      const declines = which === "declines";
      customer._card = { last4: declines ? "0341" : "4242", behaviour: declines ? "declines" : "pays" };
      call.put<"customer">(customer);
      call.emit("customer.updated", customer);
      return;
    }
    const subscription = call.get("subscription", which ?? "");
    if (subscription.customer !== session.customer || subscription.status === "canceled") return;
    const cancel = what === "cancel";
    // Under flexible billing, which new subscriptions have, the portal says so by the date alone.
    subscription.cancel_at_period_end = false;
    subscription.cancel_at = cancel ? (subscription.items.data[0]?.current_period_end ?? null) : null;
    subscription.canceled_at = cancel ? call.nowSec : null;
    call.put<"subscription">(subscription);
    call.emit("customer.subscription.updated", subscription);
  });
  return { goTo: `/p/session/${id}` };
}
