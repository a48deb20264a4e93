import type { StoredEvent } from "@/lib/events/catalogue";
import {
  isLive,
  STRATEGY_CLOSED,
  type SubscriptionStatus,
  TRIAL_USED,
} from "@/lib/features/subscriptions/subscription";
import { DAY_MS, utcDay, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { readersDay } from "./readers-day.ts";
import { findSubscription, wasTold } from "./repository.ts";

/** EXPIRED because its card or user had a trial before. */
const TRIAL_REFUSED = "TRIAL_REFUSED";
/** PAST_DUE whose 7 days are over. */
const LAPSED = "LAPSED";
/** Renewals wait, for the provider cannot be paid; and what was paid is over. */
const HELD = "HELD";
const HELD_OVER = "HELD_OVER";
/** They wait for himself, who is suspended: his account's notice says so. */
const HELD_BY_SUSPENSION = "HELD_BY_SUSPENSION";
/** It ends because its provider closed the strategy: told once, with the day, and not again on that day. */
const CLOSED = "CLOSED";
/** Its provider closed the strategy before it began: what was paid goes back. */
const NEVER_BEGAN = "NEVER_BEGAN";

/** `until`: the day on which access ends by itself; null where it has ended. */
type SubscriptionWords = (strategy: string, until: string | null) => readonly [title: string, body: string];

const SUBSCRIPTION_WORDS: Readonly<Record<string, SubscriptionWords>> = {
  TRIALING: (name) => ["Trial started", `You get every signal of ${name} from now on.`],
  ACTIVE: (name) => ["Subscription active", `You get every signal of ${name} from now on.`],
  PAST_DUE: (name) => [
    "Payment failed",
    `The payment for ${name} failed. You keep access for 7 days while the card is tried again; until it is paid nothing new is opened on real accounts.`,
  ],
  [LAPSED]: (name) => [
    "Access ended",
    `The payment for ${name} is still open after 7 days. Positions that are open keep their stops and get their exits; new signals come again once it is paid.`,
  ],
  [HELD]: (name) => [
    "Renewals wait",
    `The provider of ${name} cannot be paid at present. You keep what you paid for, and nothing more is charged until he can.`,
  ],
  [HELD_OVER]: (name) => [
    "Access ended",
    `The provider of ${name} still cannot be paid, and what you paid for is over. It goes on with the next payment once he can; positions that are open get their exits.`,
  ],
  [CLOSED]: (name, until) => [
    "Strategy closed",
    `${name} was closed by its provider. ${until === null ? "Your access has ended" : `You keep access until ${until}`}, and nothing more is charged. Positions that are open still get their exits.`,
  ],
  [NEVER_BEGAN]: (name) => [
    "Strategy closed",
    `${name} was closed by its provider before your subscription began. What you paid for it goes back to you in full.`,
  ],
  PAUSED: (name) => ["Subscription paused", `No new signals of ${name} until you resume.`],
  CANCELLED: (name) => [
    "Subscription ended",
    `No new signals of ${name}. Positions that are open still get their exits.`,
  ],
  [TRIAL_REFUSED]: (name) => [
    "No second free trial",
    `This card had a free trial of ${name} before. Nothing was charged; you can subscribe without one.`,
  ],
  EXPIRED: (name) => [
    "Subscription ended",
    `No new signals of ${name}. Positions that are open still get their exits.`,
  ],
};

/** One notice a subscription, state and day: the payment service repeats itself. Of a closed strategy one at all. */
export async function onSubscriptionChanged(
  ctx: Ctx,
  { subscriptionId }: { readonly subscriptionId: string },
  stored: StoredEvent,
): Promise<void> {
  const subscription = await findSubscription(ctx.db, subscriptionId);
  const state = subscription === null ? undefined : stateOf(subscription);
  const words = state === undefined ? undefined : SUBSCRIPTION_WORDS[state];
  if (subscription === null || words === undefined) return;
  const at = utcMs(stored.at);
  const once = state === CLOSED || state === NEVER_BEGAN;
  const dedupeKey = `subscription:${subscriptionId}:${state}${once ? "" : `:${utcDay(at)}`}`;
  if (await wasTold(ctx.db, subscription.userId, dedupeKey, utcMs(once ? subscription.createdAt : at - DAY_MS))) return;
  const { userId, accessOpen, currentPeriodEnd, strategy } = subscription;
  const until = accessOpen && currentPeriodEnd !== null ? await readersDay(ctx, userId, utcMs(currentPeriodEnd)) : null;
  const [title, body] = words(strategy.name, until);
  await notify(ctx, [
    {
      userId,
      kind: "billing",
      title,
      body,
      link: "/subscriptions",
      dedupeKey,
      at,
    },
  ]);
}

function stateOf(row: {
  status: SubscriptionStatus;
  accessOpen: boolean;
  cancelReason: string | null;
  cancelAtPeriodEnd: boolean;
  renewalHeldAt: Date | null;
  stripeSubscriptionId: string | null;
  user: { bannedAt: Date | null };
}): string {
  if (row.cancelReason === STRATEGY_CLOSED && row.status === "EXPIRED" && row.stripeSubscriptionId !== null)
    return NEVER_BEGAN;
  if (row.cancelReason === STRATEGY_CLOSED && (row.cancelAtPeriodEnd || !isLive(row.status))) return CLOSED;
  if (row.renewalHeldAt !== null && row.user.bannedAt !== null) return HELD_BY_SUSPENSION;
  if (row.renewalHeldAt !== null) return row.accessOpen ? HELD : HELD_OVER;
  if (row.status === "PAST_DUE" && !row.accessOpen) return LAPSED;
  return row.status === "EXPIRED" && row.cancelReason === TRIAL_USED ? TRIAL_REFUSED : row.status;
}

/** A device was signed out, by its owner or by a stolen token's reuse: whoever owns the account should see it. */
export async function onSessionRevoked(
  ctx: Ctx,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string | null },
  stored: StoredEvent,
): Promise<void> {
  await notify(ctx, [
    {
      userId,
      kind: "security",
      title: sessionId === null ? "Signed out everywhere" : "A device was signed out",
      body: "If this was not you, change your password.",
      link: "/settings/security",
      dedupeKey: `session:${stored.id}`,
      at: utcMs(stored.at),
    },
  ]);
}

/** An exchange key stopped or started working: trading with it hangs on that. The fault itself is on the key's page. */
export async function onExchangeKeyChanged(
  ctx: Ctx,
  { userId, status }: { readonly userId: string; readonly status: string },
  stored: StoredEvent,
): Promise<void> {
  const works = status !== "INVALID";
  await notify(ctx, [
    {
      userId,
      // Trading stands still over it: it may go out by the second channel too.
      kind: works ? "security" : "failure",
      title: works ? "An exchange key works again" : "An exchange key stopped working",
      body: works
        ? "It was checked and may be used."
        : "Nothing is traded with it until it is mended. See what is wrong with it.",
      link: "/settings/keys",
      dedupeKey: `exchange-key:${stored.id}`,
      at: utcMs(stored.at),
    },
  ]);
}
