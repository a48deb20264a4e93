import { connectInput, payoutInput, statementQuery } from "@/lib/features/billing/input";
import { pageQuery } from "@/lib/features/marketplace/input";
import { downgradeInput, planInput, upgradeInput } from "@/lib/features/plans/input";
import { listSubscriptionsQuery, subscribeInput } from "@/lib/features/subscriptions/input";
import { get, group, post } from "./endpoint";

export const BILLING_ENDPOINTS = group(
  "Billing",
  "SUBSCRIBER",
  post("/api/billing/checkout", "A payment page for a strategy", 201, "{id, status, checkoutUrl}", {
    scope: "subscriptions:write",
    body: subscribeInput,
  }),
  post("/api/billing/portal", "The payment service's page for cards and invoices", 200, "{url}", {
    scope: "subscriptions:write",
  }),
  get(
    "/api/billing/plan",
    "Your platform plan, what it allows and what you use of it",
    200,
    "{plan, limits, used, …}",
    {
      scope: "read",
    },
  ),
  post("/api/billing/plan", "A payment page for a platform plan", 201, "{id, checkoutUrl}", {
    scope: "subscriptions:write",
    body: planInput,
  }),
  post(
    "/api/billing/plan/preview",
    "What a larger plan costs now",
    200,
    "{plan, at, amountDue, lines: [{text, amount}], monthly}",
    {
      scope: "subscriptions:write",
      body: planInput,
    },
  ),
  post("/api/billing/plan/upgrade", "Move up at once, as previewed", 200, "{plan}", {
    scope: "subscriptions:write",
    body: upgradeInput,
  }),
  post("/api/billing/plan/downgrade", "Move down when what is paid ends (TRIAL: end the plan)", 200, "{at}", {
    scope: "subscriptions:write",
    body: downgradeInput,
  }),
  post("/api/billing/plan/keep", "Take a change downwards back before it comes", 200, "{plan}", {
    scope: "subscriptions:write",
  }),
  post("/api/billing/plan/money-back", "Starter's 30-day money back", 200, "{done}", {
    scope: "subscriptions:write",
  }),
  get("/api/billing/invoices", "What you paid", 200, "{items, nextCursor}", {
    scope: "read",
    query: listSubscriptionsQuery,
  }),
  post("/api/billing/connect", "Set up your payouts", 200, "{accountId, url, status}", {
    scope: "strategies:write",
    role: "PROVIDER",
    body: connectInput,
    bodyOptional: true,
  }),
  post(
    "/api/billing/payouts",
    "Pay out all that is payable (a second factor within ten minutes)",
    201,
    "{id, amount}. An Idempotency-Key makes a repeat safe",
    {
      scope: "strategies:write",
      role: "PROVIDER",
      body: payoutInput,
      bodyOptional: true,
      idempotent: true,
    },
  ),
  get(
    "/api/billing/earnings",
    "What your strategies earned, month by month",
    200,
    "{payingSubscribers, items: [{month, gross, fee, net, payments, subscribers}], nextCursor}",
    {
      scope: "read",
      role: "PROVIDER",
      query: pageQuery,
    },
  ),
  get("/api/billing/earnings/export", "A year of your earnings as CSV, one line a movement", 200, "CSV", {
    scope: "read",
    role: "PROVIDER",
    query: statementQuery,
  }),
);
