import { type StandInName, standInPage } from "../../stand-in-page.ts";

export { escapeHtml } from "../../stand-in-page.ts";

const PAYMENTS: StandInName = {
  name: "Sandbox payments",
  strip: "Sandbox payments: a local stand-in for Stripe. No money moves, no real card is read.",
};

export function htmlPage(title: string, body: string): string {
  return standInPage(PAYMENTS, title, body);
}

const WITHOUT_MINOR = new Set(["jpy", "krw", "vnd"]);

export function money(amount: number, currency: string): string {
  const digits = WITHOUT_MINOR.has(currency) ? 0 : 2;
  return new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(
    amount / 10 ** digits,
  );
}

export function day(atSec: number): string {
  return new Date(atSec * 1_000).toISOString().slice(0, 10);
}
