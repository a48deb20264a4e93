import type { Call } from "../call.ts";
import type { Engine } from "../engine.ts";
import type { Charge, Dispute, Payout } from "../objects.ts";
import { openDispute, settleDispute } from "../resources/disputes.ts";
import { arrive } from "../resources/payouts.ts";
import { day, escapeHtml, htmlPage, money } from "./layout.ts";
import type { PageAnswer } from "./pages.ts";

const SHOWN_MAX = 20;
const DAY_SEC = 86_400;
const CLOSED = ["won", "lost", "warning_closed"];

/** What banks do, for a person to press: ask a payment back and decide on it, take a payout or send it back; and days that pass. */
export function bankPage(engine: Engine): PageAnswer {
  return engine.run((call) => {
    const disputes = newest(call.rows("dispute").filter(({ status }) => !CLOSED.includes(status)));
    const payouts = newest(call.rows("payout").filter(({ status }) => status === "pending"));
    const charges = newest(call.rows("charge").filter(({ status, disputed }) => status === "succeeded" && !disputed));
    return {
      status: 200,
      html: htmlPage(
        "The banks",
        `<h1>The banks</h1><p>It is ${day(call.nowSec)} here.</p>
<form method="post"><div class="row">${button("pass:1", "A day passes")}${button("pass:31", "31 days pass")}</div></form>
<h2>Disputes</h2>${list(disputes, (row) => disputeRow(call, row))}
<h2>Payouts under way</h2>${list(payouts, payoutRow)}
<h2>Payments</h2>${list(charges, (row) => chargeRow(call, row))}`,
      ),
    };
  });
}

export function postBank(engine: Engine, _id: string, form: URLSearchParams): PageAnswer {
  const [what = "", which = ""] = (form.get("action") ?? "").split(":");
  if (what === "pass") engine.advance(Number(which) * DAY_SEC);
  else engine.run((call) => decide(call, what, which));
  return { goTo: "/bank" };
}

function decide(call: Call, what: string, id: string): void {
  if (what === "dispute") openDispute(call, id, {});
  if (what === "ask") openDispute(call, id, { inquiry: true });
  if (what === "won" || what === "lost") settleDispute(call, id, what === "won");
  if (what === "take" || what === "refuse") arrive(call, call.get("payout", id), what === "take");
}

function newest<T>(oldestFirst: readonly T[]): T[] {
  return oldestFirst.slice(-SHOWN_MAX).reverse();
}

function list<T>(rows: readonly T[], row: (each: T) => string): string {
  return rows.length === 0 ? "<p>None.</p>" : rows.map((each) => `<form method="post">${row(each)}</form>`).join("");
}

function button(action: string, words: string): string {
  return `<button name="action" value="${escapeHtml(action)}">${escapeHtml(words)}</button>`;
}

function sum(amount: number, currency: string): string {
  return escapeHtml(money(amount, currency));
}

function payer(call: Call, charge: Readonly<Charge>): string {
  return escapeHtml(call.find("customer", charge.customer ?? "")?.email ?? charge.id);
}

function disputeRow(call: Call, dispute: Readonly<Dispute>): string {
  const whose = payer(call, call.get("charge", dispute.charge));
  const words = dispute.status.startsWith("warning") ? "asked about" : "asked back";
  return `<p>${sum(dispute.amount, dispute.currency)} of ${whose}, ${words} on ${day(dispute.created)}</p>
<div class="row">${button(`won:${dispute.id}`, "The shop wins")}${button(`lost:${dispute.id}`, "The shop loses")}</div>`;
}

function payoutRow(payout: Readonly<Payout>): string {
  return `<p>${sum(payout.amount, payout.currency)} of ${escapeHtml(payout._account)}, sent on ${day(payout.created)}</p>
<div class="row">${button(`take:${payout.id}`, "It arrives")}${button(`refuse:${payout.id}`, "The bank sends it back")}</div>`;
}

function chargeRow(call: Call, charge: Readonly<Charge>): string {
  return `<p>${sum(charge.amount - charge.amount_refunded, charge.currency)} of ${payer(call, charge)} on ${day(charge.created)}</p>
<div class="row">${button(`dispute:${charge.id}`, "Ask it back")}${button(`ask:${charge.id}`, "Ask about it")}</div>`;
}
