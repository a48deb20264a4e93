import { userToSignIn } from "@/lib/features/accounts/queries";
import type { Ctx } from "@/lib/ports/ctx";
import { closeOtherMailChannels, upsertMailChannel } from "./mail-channel-repository.ts";

/**
 * Whoever confirmed his address has a mail channel from then on; one of an address that is his no longer is turned off. A suspension leaves
 * channels as they are: nothing is sent while it lasts (deliver.ts).
 */
export async function onUserChanged(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  { userId }: { readonly userId: string },
): Promise<void> {
  const user = await userToSignIn(ctx.db, userId);
  const now = ctx.clock.now();
  const address = user === null || user.emailVerifiedAt === null ? null : user.email;
  await closeOtherMailChannels(ctx.db, userId, address, now);
  if (address !== null && user?.bannedAt === null)
    await upsertMailChannel(ctx.db, { id: ctx.ids.make("channel"), userId, address }, now);
}
