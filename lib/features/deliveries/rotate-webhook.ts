import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { readWebhookSecret } from "@/lib/ports/webhook-secret";
import { lockWebhook, writeSealed } from "./webhook-repository.ts";
import { rotated, secretOf } from "./webhook-secret.ts";

/** Gives a webhook a new secret, returned this once. Messages carry both signatures for 24 hours, so that its server can change over. */
export async function rotateWebhook(
  ctx: Ctx,
  actor: Actor,
  channelId: string,
): Promise<Result<{ secret: string }, "not_found">> {
  const secret = secretOf(ctx.ids.random(32));
  const found = await ctx.db.transaction(async (tx) => {
    const sealed = await lockWebhook(tx, actor.userId, channelId);
    if (sealed === null) return false;
    const now = ctx.clock.now();
    const held = readWebhookSecret(JSON.parse(ctx.seal.open(sealed, channelId)), "secret of a webhook");
    await writeSealed(tx, channelId, ctx.seal.seal(JSON.stringify(rotated(held, secret, now)), channelId), now);
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "webhook.rotated",
      subject: "channel",
      subjectId: channelId,
    });
    return true;
  });
  return found ? done({ secret }) : refuse("not_found", "There is no such webhook.");
}
