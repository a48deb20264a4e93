import { getSignal } from "@/lib/features/signals/queries";
import { toIso } from "@/lib/kernel/time";
import type { ChannelTarget, OutgoingMessage, ToldItem } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";

/** Raised when a field changes its meaning or goes; new fields may come at any time (docs/webhooks.md). */
const PAYLOAD_VERSION = 1;

/** Event kinds as receivers know them: words of an API, which do not change with our own. */
const TYPES: Readonly<Record<string, string>> = {
  signal: "signal.changed",
  copy: "copy.changed",
  failure: "trading.failed",
  billing: "billing.changed",
  security: "security.notice",
  pnl: "pnl.daily",
  system: "system.notice",
  alert: "operations.alert",
  test: "test",
};

/** Asked for messages that tell of a signal. */
const WITH_SIGNAL = ["signal", "copy", "failure"];

/** A message in the API's shapes: `signal` is what GET /api/signals/:id answers this user at this moment. */
export async function webhookPayload(
  ctx: Pick<Ctx, "db" | "clock">,
  target: Pick<ChannelTarget, "userId">,
  message: OutgoingMessage,
): Promise<object> {
  const held = await Promise.all(message.items.map((item) => dataOf(ctx, target, item)));
  return {
    type: message.items.length > 0 ? "digest" : typeOf(message),
    version: PAYLOAD_VERSION,
    timestamp: toIso(message.at),
    data: {
      ...(await dataOf(ctx, target, message)),
      ...(held.length === 0 ? {} : { items: held.map((data, at) => ({ type: typeOf(message.items[at]), data })) }),
    },
  };
}

function typeOf(item: ToldItem | undefined): string {
  return TYPES[item?.event ?? ""] ?? "system.notice";
}

async function dataOf(
  ctx: Pick<Ctx, "db" | "clock">,
  { userId }: Pick<ChannelTarget, "userId">,
  item: ToldItem,
): Promise<object> {
  const asks = item.signalId !== null && WITH_SIGNAL.includes(item.event);
  const signal = asks ? await getSignal(ctx.db, userId, item.signalId, ctx.clock.now()) : null;
  const { title, body, link } = item;
  return { title, body, link, ...(signal === null ? {} : { signal }) };
}
