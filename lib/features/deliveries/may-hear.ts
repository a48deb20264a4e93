import { maySee } from "@/lib/features/signals/access";
import { getSignalOrigin } from "@/lib/features/signals/queries";
import { accessWindows } from "@/lib/features/subscriptions/queries";
import type { Ctx } from "@/lib/ports/ctx";
import type { DueDelivery } from "./repository.ts";

/**
 * Whether what a delivery tells may still go out, asked at the moment of sending: news of a signal goes to who has access to its strategy
 * now and had it when the signal came, through a pause in between too. What a user's own copy did is his, whatever became of his subscription.
 */
export async function mayHear(
  ctx: Pick<Ctx, "db" | "clock">,
  delivery: Pick<DueDelivery, "event" | "signalId" | "userId">,
): Promise<boolean> {
  if (delivery.event !== "signal" || delivery.signalId === null) return true;
  const [signal, windows] = await Promise.all([
    getSignalOrigin(ctx.db, delivery.signalId),
    accessWindows(ctx.db, delivery.userId, ctx.clock.now()),
  ]);
  return (
    signal !== null &&
    windows.some(({ strategyId, to }) => strategyId === signal.strategyId && to === null) &&
    maySee(windows, signal)
  );
}

/**
 * Aborts `sending` within a second of the end of access: a message that hangs at a slow server does not leave after its reader lost the right
 * to it. @returns what ends the watch
 */
export function watchAccess(
  ctx: Pick<Ctx, "db" | "clock" | "log">,
  deliveries: readonly Pick<DueDelivery, "event" | "signalId" | "userId">[],
  ended: AbortController,
): () => void {
  const about = deliveries.filter(({ event, signalId }) => event === "signal" && signalId !== null);
  if (about.length === 0) return () => undefined;
  const timer = setInterval(() => {
    Promise.all(about.map((delivery) => mayHear(ctx, delivery))).then(
      (rights) => {
        if (rights.includes(false)) ended.abort();
      },
      // What cannot be known is not told.
      (error: unknown) => {
        ctx.log.warn({ err: error }, "deliveries: access could not be checked");
        ended.abort();
      },
    );
  }, 800);
  return () => clearInterval(timer);
}
