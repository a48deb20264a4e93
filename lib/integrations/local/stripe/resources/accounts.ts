import type { Call } from "../call.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Account } from "../objects.ts";

const CURRENCY_BY_COUNTRY: Readonly<Record<string, string>> = { US: "usd", GB: "gbp", JP: "jpy" };
const DUE = [
  "business_type",
  "external_account",
  "individual.first_name",
  "individual.last_name",
  "tos_acceptance.date",
] as const;
const LINK_LIFE_SEC = 300;

/** Connect: Express accounts and the links that lead through their onboarding. */
export const accountEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/accounts",
    allowed: [
      "type",
      "country",
      "email",
      "capabilities",
      "settings",
      "metadata",
      "business_type",
      "business_profile",
      "default_currency",
    ],
    run: createAccount,
  },
  {
    method: "GET",
    path: "/v1/accounts/:id",
    run: (call, _params, id) => {
      requireConnected(call, id);
      return call.get("account", id);
    },
  },
  {
    method: "POST",
    path: "/v1/accounts/:id",
    allowed: ["settings", "metadata", "email", "capabilities"],
    run: (call, params, id) => {
      const account = call.get("account", id);
      account.email = params.optionalText("email") ?? account.email;
      account.metadata = params.metadata(account.metadata);
      const interval = params.under("settings").under("payouts").under("schedule").optionalText("interval");
      if (interval !== null) account.settings.payouts.schedule.interval = interval;
      call.put<"account">(account);
      call.emit("account.updated", account, account.id);
      return account;
    },
  },
  listEndpoint("/v1/accounts", [], (call) => call.rows("account")),
  {
    method: "POST",
    path: "/v1/account_links",
    allowed: ["account", "refresh_url", "return_url", "type", "collection_options"],
    run: (call, params) => {
      requireConnected(call, params.text("account"));
      const account = call.get("account", params.text("account"));
      if (params.text("type") !== "account_onboarding" && !account.details_submitted) {
        throw new StripeFault(400, "You cannot create `account_update` type Account Links for this account.", {
          param: "type",
        });
      }
      const token = call.newId("al", 20);
      call.put<"account_link">({
        id: token,
        object: "account_link",
        created: call.nowSec,
        expires_at: call.nowSec + LINK_LIFE_SEC,
        url: `${call.baseUrl}/setup/${token}`,
        _account: account.id,
        _returnUrl: params.text("return_url"),
        _refreshUrl: params.text("refresh_url"),
        _used: false,
      });
      const { created, expires_at, url } = call.get("account_link", token);
      return { object: "account_link", created, expires_at, url };
    },
  },
];

/** @throws StripeFault 403, as Stripe answers for an account that is not connected here (any more) */
export function requireConnected(call: Call, id: string): void {
  const account = call.find("account", id);
  if (account !== null && account._disconnected !== true) return;
  throw new StripeFault(
    403,
    `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    { code: "account_invalid" },
  );
}

/** Its owner takes the platform's access away: the event tells of the application, its `account` says whose it was. */
export function disconnectAccount(call: Call, accountId: string): void {
  call.put<"account">({ ...call.get("account", accountId), _disconnected: true });
  call.emit("account.application.deauthorized", { id: "ca_standin", object: "application", name: null }, accountId);
}

function createAccount(call: Call, params: Params): Account {
  if (params.text("type") !== "express")
    throw new StripeFault(400, "This stand-in knows Express accounts only.", { param: "type" });
  const country = params.optionalText("country") ?? "US";
  const asked = params.under("capabilities");
  const capabilities: Account["capabilities"] = {};
  for (const name of ["transfers", "card_payments"]) if (asked.has(name)) capabilities[name] = "inactive";
  const account = call.put<"account">({
    id: call.newId("acct", 16),
    object: "account",
    created: call.nowSec,
    type: "express",
    country,
    default_currency: CURRENCY_BY_COUNTRY[country] ?? "eur",
    email: params.optionalText("email"),
    business_type: params.optionalText("business_type"),
    business_profile: { name: null, url: params.under("business_profile").optionalText("url"), mcc: null },
    capabilities,
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
    metadata: params.metadata(),
    requirements: {
      currently_due: [...DUE],
      eventually_due: [...DUE],
      past_due: [],
      pending_verification: [],
      disabled_reason: "requirements.past_due",
      current_deadline: null,
      alternatives: [],
      errors: [],
    },
    settings: {
      payouts: {
        schedule: {
          interval: params.under("settings").under("payouts").under("schedule").optionalText("interval") ?? "daily",
          delay_days: 2,
        },
        debit_negative_balances: false,
      },
    },
  });
  call.emit("account.updated", account, account.id);
  return account;
}

/** What the onboarding page does: all that was asked is given, the capabilities become active. */
export function completeOnboarding(call: Call, accountId: string): Account {
  const account = call.get("account", accountId);
  for (const name of Object.keys(account.capabilities)) account.capabilities[name] = "active";
  account.charges_enabled = true;
  account.payouts_enabled = true;
  account.details_submitted = true;
  account.business_type = "individual";
  account.requirements = { ...account.requirements, currently_due: [], eventually_due: [], disabled_reason: null };
  call.put<"account">(account);
  call.emit("account.updated", account, account.id);
  return account;
}

/** Stripe may take a capability back later; so may a test. */
export function restrictAccount(call: Call, accountId: string): Account {
  const account = call.get("account", accountId);
  for (const name of Object.keys(account.capabilities)) account.capabilities[name] = "inactive";
  account.payouts_enabled = false;
  account.requirements = {
    ...account.requirements,
    currently_due: ["individual.verification.document"],
    disabled_reason: "requirements.past_due",
  };
  call.put<"account">(account);
  call.emit("account.updated", account, account.id);
  return account;
}
