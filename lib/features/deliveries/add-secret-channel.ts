import { createHash } from "node:crypto";
import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import { CHANNEL_WORDS } from "./channel.ts";
import { countChannels, findChannelId, upsertChannel } from "./channel-repository.ts";

/** Targets of one kind that one user may have. */
const CHANNELS_MAX = 10;

export interface SecretTarget {
  readonly kind: ChannelKind;
  /** The address itself is secret (who knows it may post there): its hash stands for it in rows and logs. */
  readonly url: string;
  readonly label: string;
  /** What the sender needs, as JSON; sealed. */
  readonly secret: object;
}

/** What stands for a secret address in rows. */
export function addressOf(url: string): string {
  return createHash("sha256").update(url).digest("hex");
}

/** Adds a target whose address is secret, or wakes it again with its new secret. */
export async function addSecretChannel(
  ctx: Ctx,
  actor: Actor,
  { kind, url, label, secret }: SecretTarget,
): Promise<Result<{ id: string }, "conflict">> {
  const { userId } = actor;
  const address = addressOf(url);
  const known = await findChannelId(ctx.db, { userId, kind, address });
  if (known === null && (await countChannels(ctx.db, userId, kind)) >= CHANNELS_MAX)
    return refuse("conflict", `You have ${CHANNELS_MAX} of ${CHANNEL_WORDS[kind]}. Remove one first.`);
  const id = known ?? ctx.ids.make("channel");
  const sealed = ctx.seal.seal(JSON.stringify(secret), id);
  await ctx.db.transaction(async (tx) => {
    await upsertChannel(tx, { id, userId, kind, address, label, sealed, verified: true }, ctx.clock.now());
    await appendAudit(tx, ctx, {
      actorId: userId,
      action: "channel.added",
      subject: "channel",
      subjectId: id,
      detail: { kind, label },
    });
  });
  return done({ id });
}
