import type { ConnectState } from "@/lib/ports/payments";
import { isNotOurs, toAppError } from "./faults.ts";
import { toConnect } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

export async function createAccount(
  calls: StripeCalls,
  account: { userId: string; email: string; country: string },
  key: string,
): Promise<ConnectState> {
  const body = {
    type: "express",
    country: account.country,
    email: account.email,
    capabilities: { transfers: { requested: true } },
    // Payouts are ours to start (from $50): Stripe's minimum balance is no threshold, it retains the amount.
    settings: { payouts: { schedule: { interval: "manual" } } },
    metadata: { userId: account.userId },
  } as const;
  const made = await calls.send("account", account.userId, key, body, (options) =>
    calls.stripe.accounts.create(body, options),
  );
  return toConnect(made);
}

/** Null when it is none of ours any more. */
export async function readAccount(calls: StripeCalls, accountId: string): Promise<ConnectState | null> {
  try {
    return toConnect(await calls.stripe.accounts.retrieve(accountId));
  } catch (error) {
    if (isNotOurs(error)) return null;
    throw toAppError(error);
  }
}

/** A link of a few minutes through Stripe's own onboarding. */
export async function linkToOnboarding(
  calls: StripeCalls,
  accountId: string,
  urls: { returnUrl: string; refreshUrl: string },
  key: string,
): Promise<string> {
  const body = {
    account: accountId,
    type: "account_onboarding",
    return_url: urls.returnUrl,
    refresh_url: urls.refreshUrl,
  } as const;
  const link = await calls.send("account_link", accountId, key, body, (options) =>
    calls.stripe.accountLinks.create(body, options),
  );
  return link.url;
}
