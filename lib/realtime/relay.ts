import type { StoredEvent } from "@/lib/events/catalogue";
import { type OutboxPosition, outboxEnd } from "@/lib/events/outbox";
import { OutboxTail } from "@/lib/events/tail";
import type { Ctx } from "@/lib/ports/ctx";
import type { Log } from "@/lib/ports/log";
import type { Gateway } from "./gateway.ts";

const START_TRIES = 20;
const START_PAUSE_MS = 1_000;
/** A database that is restarted answers again within these. */
const AGAIN_MS = [100, 500, 2_000] as const;

export interface Relay {
  /** There may be news. */
  wake(): void;
  stop(): Promise<void>;
}

export interface RelayOptions {
  readonly db: Pick<Ctx["db"], "$queryRaw" | "prepared">;
  readonly gateway: Gateway;
  readonly log: Log;
  /** Told of each event after it went out; for the metrics. */
  readonly onRelayed?: (event: StoredEvent) => void;
}

/**
 * Forwards domain events to the sockets of this process, from now on. One after the other: an event that ends access is heeded before the
 * signal that was published after it. One that fails is tried again; then the sockets that it was for are cut off, since a client that comes
 * back asks from its last seq and for its access, and one that stays would never know. What else fails so often is logged and let go.
 */
export async function startRelay({ db, gateway, log, onRelayed }: RelayOptions): Promise<Relay> {
  const tail = new OutboxTail({
    db,
    from: await endOnceReachable(db, log),
    onError: (error) => log.error({ err: error }, "relay: reading the outbox failed"),
    async onEvents(events) {
      for (const stored of events) {
        await tell(gateway, stored, log);
        onRelayed?.(stored);
      }
    },
  });
  tail.start();
  return { wake: () => tail.wake(), stop: () => tail.stop() };
}

/** A database that is still starting, or too busy to answer in time, delays the start instead of ending it. */
async function endOnceReachable(db: RelayOptions["db"], log: Log): Promise<OutboxPosition> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await outboxEnd(db);
    } catch (error) {
      if (tries === START_TRIES) throw error;
      log.warn({ err: error, tries }, "relay: the database does not answer yet");
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
    }
  }
}

async function tell(gateway: Gateway, stored: StoredEvent, log: Log): Promise<void> {
  const { id: eventId, event } = stored;
  for (const [tries, pauseMs] of [...AGAIN_MS, null].entries()) {
    try {
      return await forward(gateway, stored);
    } catch (error) {
      if (pauseMs !== null) {
        log.warn({ eventId, type: event.type, tries: tries + 1, err: error }, "relay: an event could not be told yet");
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        continue;
      }
      log.error({ eventId, type: event.type, err: error }, "relay: an event was not told");
      if (event.type === "signal.event") gateway.cutOff({ strategyId: event.strategyId });
      if (event.type === "subscription.changed") gateway.cutOff({ userId: event.userId });
    }
  }
}

async function forward(gateway: Gateway, { event }: StoredEvent): Promise<void> {
  switch (event.type) {
    case "signal.event":
      return gateway.signalEvent(event.strategyId, event.seq);
    case "subscription.changed":
      return gateway.accessChanged(event.userId);
    case "strategy.changed":
      return gateway.strategyChanged();
    case "session.revoked":
    case "user.changed":
      return gateway.signInChanged(event.userId);
    case "position.changed":
      return gateway.positionChanged(event.userId, event.positionId);
    case "backtest.changed":
      return gateway.backtestChanged(event.userId, event.backtestId);
    case "notifications.created":
      return gateway.notificationsCreated(event.notices);
    case "notification.created":
      return gateway.notificationCreated(event.userId, event.notificationId);
    default:
      return; // the others are the worker's alone
  }
}
