import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { askExchange } from "./ask-exchange.ts";
import type { RotateKeyInput } from "./input.ts";
import { offeredExchange } from "./offered-exchange.ts";
import { keyOf } from "./queries.ts";
import { insertKeyUse, replaceSecrets } from "./repository.ts";

/**
 * Puts a new key in an old one's place: what uses it goes on, the worker with the new one within seconds. The new one is checked as at saving; refused, the old one stays.
 * @throws AppError "mfa_required"
 */
export async function rotateKey(
  ctx: Ctx,
  actor: Actor,
  id: string,
  input: RotateKeyInput,
): Promise<Result<null, "not_found" | "invalid" | "unavailable">> {
  const key = await keyOf(ctx.db, actor.userId, id);
  if (key === null) return refuse("not_found");
  requireFreshMfa(actor, ctx.clock.now());
  const exchange = offeredExchange(ctx, { exchange: key.exchange, passphrase: input.passphrase, testnet: key.testnet });
  if (!exchange.ok) return exchange;
  const secrets: ExchangeSecrets = {
    apiKey: input.apiKey,
    apiSecret: input.apiSecret,
    ...(input.passphrase === undefined ? {} : { passphrase: input.passphrase }),
  };
  const checked = await askExchange(ctx, exchange.value, secrets, {
    testnet: key.testnet,
    confirmUnproven: input.confirmUnproven ?? false,
  });
  if (!checked.ok) return checked;
  const sealed = ctx.keyVault.seal(secrets, { id, userId: actor.userId, exchange: key.exchange });
  const at = new Date(ctx.clock.now());
  return ctx.db.transaction(async (tx) => {
    if (!(await replaceSecrets(tx, id, { ...sealed, ...checked.value, secrets, at }))) return refuse("not_found");
    await insertKeyUse(tx, { id: ctx.ids.make("keyUse"), keyId: id, at, purpose: "rotate", outcome: "ok" });
    await appendEvent(tx, ctx.clock.now(), { type: "exchange_key.rotated", keyId: id, userId: actor.userId });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "exchange_key.rotated",
      subject: "exchange_key",
      subjectId: id,
      detail: { exchange: key.exchange, status: checked.value.status },
    });
    return done(null);
  });
}
