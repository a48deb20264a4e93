import { dec } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { notify } from "./notify.ts";
import { findStopRemoved } from "./repository.ts";

/** Asks a user about a stop that he took away at his exchange for the second time: it is not put back again, the worker holds it until he decides. */
export async function onStopRemoved(ctx: Ctx, { positionId }: { readonly positionId: string }): Promise<void> {
  const found = await findStopRemoved(ctx.db, positionId);
  if (found === null) return;
  const { userId, symbol, exchange, askedAt, stopLoss } = found;
  const level =
    stopLoss === null ? "" : ` We hold it ourselves: at ${priceText(dec(stopLoss))} we close at the market.`;
  await notify(ctx, [
    {
      userId,
      kind: "failure",
      title: `Your stop of ${symbol} is not at ${exchangeName(exchange)} any more`,
      body: `You took it away there a second time, so it was not put back.${level} Close the position if you do not want it protected.`,
      link: `/positions/${positionId}`,
      dedupeKey: `stop-removed:${positionId}`,
      at: utcMs(askedAt),
    },
  ]);
}
