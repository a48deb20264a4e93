import { exchangeName } from "@/lib/kernel/exchange-name";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findUnlisted } from "./repository.ts";

/** Tells a user that his exchange does not list what he holds any more, once until it is listed again. */
export async function onUnlisted(ctx: Ctx, { positionId }: { readonly positionId: string }): Promise<void> {
  const found = await findUnlisted(ctx.db, positionId);
  if (found === null) return;
  const { userId, symbol, since } = found;
  const exchange = exchangeName(found.exchange);
  await notify(ctx, [
    {
      userId,
      kind: "failure",
      title: `${exchange} does not list ${symbol} any more`,
      body: `Your open position can be neither closed nor protected by a stop there. We look for it each minute, and look after the position again once it is listed. See at ${exchange} what becomes of what you hold.`,
      link: `/positions/${positionId}`,
      dedupeKey: `unlisted:${positionId}:${since.getTime()}`,
      at: utcMs(since),
    },
  ]);
}
