import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import { planOf } from "@/lib/features/accounts/queries";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { PLAN_LIMITS, PLAN_NAMES, planOffer } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { askExchange } from "./ask-exchange.ts";
import type { StoreKeyInput } from "./input.ts";
import { offeredExchange } from "./offered-exchange.ts";
import { countKeys, insertKey, insertKeyUse, keyExchanges, lockKeysOf } from "./repository.ts";

const KEYS_MAX = 20;

type StoreNo = "invalid" | "unavailable" | "conflict";

/**
 * Stores a key that its exchange confirms and that can neither withdraw nor transfer; any other leaves no trace but a count. Needs a
 * confirmed address and a fresh second factor.
 * @throws AppError "email_unverified" or "mfa_required"
 */
export async function storeKey(ctx: Ctx, actor: Actor, input: StoreKeyInput): Promise<Result<{ id: string }, StoreNo>> {
  if (!actor.emailVerified) {
    throw new AppError("email_unverified", "Confirm your e-mail address before you store exchange keys.");
  }
  requireFreshMfa(actor, ctx.clock.now());
  return storeIn(ctx, { userId: actor.userId, by: actor.userId }, input);
}

/**
 * The same for a tenant, by an admin; the tenant is told. A person shows his second factor; a program of the operators has none, nor a device to steal. Nothing is
 * traded with the key before its owner turns live on, with his own factor and a confirmed address.
 * @throws AppError "mfa_required"
 */
export async function storeKeyFor(
  ctx: Ctx,
  admin: Actor,
  userId: string,
  input: StoreKeyInput,
): Promise<Result<{ id: string }, StoreNo>> {
  if (admin.sessionId !== null) requireFreshMfa(admin, ctx.clock.now());
  return storeIn(ctx, { userId, by: admin.userId }, input);
}

async function storeIn(
  ctx: Ctx,
  { userId, by }: { readonly userId: string; readonly by: string },
  input: StoreKeyInput,
): Promise<Result<{ id: string }, StoreNo>> {
  const exchange = offeredExchange(ctx, input);
  if (!exchange.ok) return exchange;
  const secrets: ExchangeSecrets = {
    apiKey: input.apiKey,
    apiSecret: input.apiSecret,
    ...(input.passphrase === undefined ? {} : { passphrase: input.passphrase }),
  };
  const checked = await askExchange(ctx, exchange.value, secrets, {
    testnet: input.testnet ?? false,
    confirmUnproven: input.confirmUnproven ?? false,
  });
  if (!checked.ok) return checked;

  const of = { id: ctx.ids.make("apiKey"), userId, exchange: exchange.value.id };
  const sealed = ctx.keyVault.seal(secrets, of);
  const at = new Date(ctx.clock.now());
  return ctx.db.transaction(async (tx) => {
    await lockKeysOf(tx, userId);
    if ((await countKeys(tx, userId)) >= KEYS_MAX) {
      return refuse("conflict", `You have ${KEYS_MAX} keys. Delete one first.`);
    }
    const beyond = await beyondPlan(tx, userId, of.exchange);
    if (beyond !== null) return refuse("conflict", beyond);
    await insertKey(tx, {
      ...of,
      ...sealed,
      ...checked.value,
      secrets,
      label: input.label ?? "",
      testnet: input.testnet ?? false,
      at,
    });
    await insertKeyUse(tx, { id: ctx.ids.make("keyUse"), keyId: of.id, at, purpose: "save", outcome: "ok" });
    if (by !== userId)
      await appendEvent(tx, ctx.clock.now(), { type: "account.managed", userId, what: ["exchange_key"] });
    await appendAudit(tx, ctx, {
      actorId: by,
      action: "exchange_key.stored",
      subject: "exchange_key",
      subjectId: of.id,
      detail: { userId, exchange: of.exchange, status: checked.value.status, testnet: input.testnet ?? false },
    });
    return done({ id: of.id });
  });
}

/** Why a key of one more exchange goes beyond the user's plan; null: it does not, or the exchange is one of his already. */
async function beyondPlan(tx: Tx, userId: string, exchange: string): Promise<string | null> {
  const [plan, present] = await Promise.all([planOf(tx, userId), keyExchanges(tx, userId)]);
  const { exchanges: max } = PLAN_LIMITS[plan];
  if (present.includes(exchange) || present.length < max) return null;
  return `Your plan ${PLAN_NAMES[plan]} keeps keys of ${max} exchanges, and you have that many. ${planOffer("exchanges", present.length + 1)}`;
}
