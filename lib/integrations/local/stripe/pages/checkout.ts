import type { Engine } from "../engine.ts";
import type { CheckoutSession } from "../objects.ts";
import { payCheckout } from "../resources/checkout.ts";
import { PLACES, placeCode } from "../tax.ts";
import { escapeHtml, htmlPage, money } from "./layout.ts";
import type { PageAnswer } from "./pages.ts";

/** Numbers that Stripe documents for tests, and what they do here. */
const CARDS: Readonly<Record<string, "pays" | "declines" | "declinesLater">> = {
  "4242424242424242": "pays",
  "5555555555554444": "pays",
  "4000000000000002": "declines",
  "4000000000000341": "declinesLater",
};

export function checkoutPage(engine: Engine, id: string, fault = ""): PageAnswer {
  const { session, names, trialDays, interval, place } = engine.run((call) => {
    const found = call.get("checkout.session", id);
    const address = found.customer === null ? null : (call.find("customer", found.customer)?.address ?? null);
    return {
      session: found,
      place: address === null ? "" : placeCode(address),
      interval: call.find("price", found._lines[0]?.price ?? "")?.recurring?.interval ?? "month",
      trialDays: found._subscription.trial_period_days,
      names: found._lines.map(
        (line) => call.find("product", call.get("price", line.price).product)?.name ?? "Subscription",
      ),
    };
  });
  if (session.status === "complete") return { goTo: successUrl(session) };
  if (session.status === "expired") {
    return {
      status: 410,
      html: htmlPage(
        "Checkout has expired",
        `<h1>This checkout has expired</h1><p>Nothing was charged.</p>${back(session, "Back to the shop")}`,
      ),
    };
  }
  const amount = money(session.amount_total, session.currency);
  const taxed = session.automatic_tax?.enabled === true;
  return {
    status: 200,
    html: htmlPage(
      `Subscribe to ${names.join(", ")}`,
      `<h1>Subscribe to ${escapeHtml(names.join(", "))}</h1>
<p class="figure">${escapeHtml(amount)} <span class="per">per ${interval}</span></p>
${trialDays === null ? "" : `<p>Free for ${trialDays} days, then ${escapeHtml(amount)} each ${interval}.</p>`}
${taxed ? "<p>Plus tax where you are.</p>" : ""}
${fault === "" ? "" : `<p class="fault" role="alert">${escapeHtml(fault)}</p>`}
<form method="post">
<label for="card">Card number</label>
<input type="text" id="card" name="card" value="4242 4242 4242 4242" inputmode="numeric" autocomplete="off" aria-describedby="card-hint">
<p class="hint" id="card-hint"><code>4242 4242 4242 4242</code> pays · <code>4000 0000 0000 0002</code> is declined · <code>4000 0000 0000 0341</code> pays now and is declined at the renewal</p>
${taxed ? placeField(session, place) : ""}
<div class="row"><button class="main" name="action" value="pay">${trialDays === null ? (taxed ? "Pay" : `Pay ${escapeHtml(amount)}`) : "Start trial"}</button><button name="action" value="decline">Try a declined card</button></div>
</form>
${back(session, "Cancel and go back")}`,
    ),
  };
}

export function postCheckout(engine: Engine, id: string, form: URLSearchParams): PageAnswer {
  const number = form.get("action") === "decline" ? "4000000000000002" : (form.get("card") ?? "").replaceAll(/\D/g, "");
  const behaviour = CARDS[number];
  if (behaviour === undefined)
    return checkoutPage(engine, id, "Use one of the test cards: the stand-in reads no others.");
  const open = engine.run((call) => call.get("checkout.session", id));
  if (open.status !== "open") return checkoutPage(engine, id);
  const place = form.get("place");
  if (open.automatic_tax?.enabled === true && place === "")
    return checkoutPage(engine, id, "Say where you are: the tax is reckoned by it.");
  const outcome = engine.run((call) =>
    payCheckout(call, id, { last4: number.slice(-4), behaviour }, place ?? undefined),
  );
  if (outcome === "declined")
    return checkoutPage(engine, id, "Your card was declined. Nothing was charged; try another card.");
  return { goTo: successUrl(engine.run((call) => call.get("checkout.session", id))) };
}

/** Where the buyer is; each place with what the price is there. */
function placeField(session: CheckoutSession, chosen: string): string {
  const options = PLACES.map((place) => {
    const total = session.amount_total + Math.round((session.amount_total * place.milliPercent) / 100_000);
    const code = placeCode(place);
    const words = `${place.name}: ${place.milliPercent / 1_000} % tax, ${money(total, session.currency)}`;
    return `<option value="${code}"${code === chosen ? " selected" : ""}>${escapeHtml(words)}</option>`;
  });
  return `<label for="place">Country or region</label>
<select id="place" name="place" required><option value="">Choose…</option>${options.join("")}</select>`;
}

function successUrl(session: CheckoutSession): string {
  return session.success_url.replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function back(session: CheckoutSession, label: string): string {
  return session.cancel_url === null
    ? ""
    : `<p class="row"><a class="button" href="${escapeHtml(session.cancel_url)}">${label}</a></p>`;
}
