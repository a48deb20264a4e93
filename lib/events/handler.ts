import type { DomainEvent, EventType, StoredEvent } from "./catalogue.ts";

/**
 * What the worker does after an event. It may run twice for one event, and after a failure a later event may come before the failed one:
 * key effects by what was done, and bring state up to date from the rows rather than from the order of calls. Keep transactions short: a
 * long one hides every later event from all readers.
 */
export interface EventHandler {
  /** Names its cursor and its failures in the database: never rename, never reuse. */
  readonly name: string;
  readonly on: readonly EventType[];
  handle(event: StoredEvent): Promise<void>;
  /** Waits this long for company before it handles what came; 0 or unset: not at all. */
  readonly gatherMs?: number;
  /** Events of it that wait together, in order, all in one; where it fails they come one by one. */
  handleAll?(events: readonly StoredEvent[]): Promise<void>;
}

/** A handler that takes what waits at once, for events that come by the hundred. */
export function batchHandler<const T extends EventType>(
  name: string,
  on: readonly T[],
  handleAll: (events: readonly Extract<DomainEvent, { type: T }>[]) => Promise<void>,
  gatherMs = 0,
): EventHandler {
  const isMine = (event: DomainEvent): event is Extract<DomainEvent, { type: T }> =>
    on.some((type) => type === event.type);
  const all = (stored: readonly StoredEvent[]) => handleAll(stored.map(({ event }) => event).filter(isMine));
  return { name, on, gatherMs, handle: (stored) => all([stored]), handleAll: all };
}

/** Makes a handler whose function gets its own types of events only. */
export function handler<const T extends EventType>(
  name: string,
  on: readonly T[],
  handle: (event: Extract<DomainEvent, { type: T }>, stored: StoredEvent) => Promise<void>,
): EventHandler {
  const isMine = (event: DomainEvent): event is Extract<DomainEvent, { type: T }> =>
    on.some((type) => type === event.type);
  return {
    name,
    on,
    async handle(stored) {
      if (isMine(stored.event)) await handle(stored.event, stored);
    },
  };
}
