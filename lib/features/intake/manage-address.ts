import { appendAudit } from "@/lib/features/accounts/audit";
import { hashSecret, newSecret } from "@/lib/features/accounts/secret-token";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { AddressSettingsInput, SecretInput } from "./input.ts";
import { findOwnAddress, findOwnStrategy, updateAddress, writeAddress } from "./repository.ts";

/** What a new address starts with: a stop and two targets, so that a plain "buy" is a whole signal. */
const FIRST_DEFAULTS = {
  market: "spot" as const,
  stopPct: "2",
  targets: [
    { pct: "2", fraction: "0.5" },
    { pct: "4", fraction: "0.5" },
  ],
  shorts: true,
  alertMaxAgeSec: 60,
};

/**
 * Makes the address of a strategy, or puts a new token in the place of the old one, which is dead from then on. The token (256 bits) is returned
 * this once; its hash is kept. Settings stay.
 * @throws AppError "email_unverified"
 */
export async function issueAddress(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
): Promise<Result<{ token: string; path: string }, "not_found">> {
  if (!actor.emailVerified)
    throw new AppError("email_unverified", "Confirm your e-mail address before you take alerts.");
  const { secret: token, hash } = newSecret(ctx.ids);
  return ctx.db.transaction(async (tx) => {
    const strategy = await findOwnStrategy(tx, actor.userId, strategyId);
    if (strategy === null) return refuse("not_found", "You have no such strategy.");
    const now = new Date(ctx.clock.now());
    const fresh = { tokenHash: hash, last4: token.slice(-4) };
    const id = await writeAddress(
      tx,
      { ...FIRST_DEFAULTS, ...fresh, id: ctx.ids.make("alertAddress"), strategyId, ips: [], createdAt: now },
      { ...fresh, rotatedAt: now, revokedAt: null },
    );
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: strategy.alertAddress === null ? "alert_address.created" : "alert_address.rotated",
      subject: "alert_address",
      subjectId: id,
    });
    return done({ token, path: `/api/webhooks/tradingview/${token}` });
  });
}

/** Ends the address: its token is unknown from the next request on. The record of its messages stays. */
export async function revokeAddress(ctx: Ctx, actor: Actor, strategyId: string): Promise<Result<null, "not_found">> {
  return change(ctx, actor, strategyId, "alert_address.revoked", () => ({ revokedAt: new Date(ctx.clock.now()) }));
}

/** The secret that bodies must name from now on; an empty one ends that. Its hash is kept. */
export async function setAddressSecret(ctx: Ctx, actor: Actor, input: SecretInput): Promise<Result<null, "not_found">> {
  const { strategyId, secret } = input;
  return change(ctx, actor, strategyId, "alert_address.secret", () => ({
    secretHash: secret === "" ? null : hashSecret(secret),
  }));
}

/** Who may post, what alerts lack, how old they may be, how often they are expected. */
export async function saveAddressSettings(
  ctx: Ctx,
  actor: Actor,
  input: AddressSettingsInput,
): Promise<Result<null, "not_found" | "invalid">> {
  const { strategyId, ...settings } = input;
  const strategy = await findOwnStrategy(ctx.db, actor.userId, strategyId);
  if (settings.exchange !== undefined && strategy !== null && !strategy.exchanges.includes(settings.exchange)) {
    const text = `This strategy trades on ${strategy.exchanges.join(", ")}.`;
    return refuse("invalid", text, { exchange: [text] });
  }
  return change(ctx, actor, strategyId, "alert_address.settings", () => ({
    ...settings,
    exchange: settings.exchange ?? null,
    stopPct: settings.stopPct ?? null,
    signalMaxAgeSec: settings.signalMaxAgeSec ?? null,
    maxSlippageBps: settings.maxSlippageBps ?? null,
    expectEveryMin: settings.expectEveryMin ?? null,
    ips: [...new Set(settings.ips)],
  }));
}

async function change(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
  action: string,
  data: () => Parameters<typeof updateAddress>[2],
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const address = await findOwnAddress(tx, actor.userId, strategyId);
    if (address === null) return refuse("not_found", "This strategy has no address for alerts.");
    await updateAddress(tx, address.id, data());
    await appendAudit(tx, ctx, { actorId: actor.userId, action, subject: "alert_address", subjectId: address.id });
    return done(null);
  });
}
