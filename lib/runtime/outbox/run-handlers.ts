import { isAfter, loadCursors, saveCursor } from "@/lib/events/cursors";
import { clearFailure, dueFailures } from "@/lib/events/failures";
import type { EventHandler } from "@/lib/events/handler";
import type { OutboxPosition } from "@/lib/events/outbox";
import { OutboxTail } from "@/lib/events/tail";
import type { Ctx } from "@/lib/ports/ctx";
import { Lane } from "./lane.ts";

type RunnerCtx = Pick<Ctx, "db" | "clock" | "log">;

/** Events of a burst are handled together: each look and each handler's statement costs about the same for one and for twenty. */
const LOOK_GAP_MS = 20;

export interface HandlerRunner {
  /** There may be news. */
  wake(): void;
  /** Lets what runs end, keeps the cursors, stops. */
  stop(): Promise<void>;
}

export interface RunnerOptions {
  /** How often cursors are kept and due failures are tried. */
  readonly tickMs?: number;
  /** A handler that takes longer has failed (its work may still end later). */
  readonly timeoutMs?: number;
  /** Events that may wait for one handler before reading pauses. */
  readonly queueMax?: number;
}

/**
 * Hands every event to its handlers. Each handler has a lane of its own: in order, one at a time, with its own durable cursor, so a slow or
 * failing one holds up nobody else. The caller sees to it that one process at a time does this (Leases).
 */
export async function runHandlers(
  ctx: RunnerCtx,
  handlers: readonly EventHandler[],
  { tickMs = 1_000, timeoutMs = 60_000, queueMax = 2_000 }: RunnerOptions = {},
): Promise<HandlerRunner> {
  const cursors = await loadCursors(
    ctx.db,
    ctx.clock.now(),
    handlers.map(({ name }) => name),
  );
  const lanes = handlers.map((each) => new Lane(ctx, each, cursors.get(each.name) ?? { xid: 0n, id: -1n }, timeoutMs));
  const kept = new Map<string, OutboxPosition>(cursors);
  let stopped = false;

  const tail = new OutboxTail({
    db: ctx.db,
    from: earliest([...cursors.values()]),
    gapMs: LOOK_GAP_MS,
    onError: (error) => ctx.log.error({ err: error }, "outbox: reading for the handlers failed"),
    async onEvents(events) {
      for (const lane of lanes) lane.offer(events);
      await Promise.all(lanes.map((lane) => lane.room(queueMax)));
    },
  });

  const tick = async (): Promise<void> => {
    try {
      for (const lane of lanes) {
        const at = lane.position;
        if (!isAfter(at, kept.get(lane.name) ?? at)) continue;
        await saveCursor(ctx.db, ctx.clock.now(), lane.name, at);
        kept.set(lane.name, at);
      }
      if (stopped) return;
      for (const { handler, stored } of await dueFailures(ctx.db, ctx.clock.now(), 100)) {
        const lane = lanes.find(({ name }) => name === handler);
        if (lane === undefined)
          await clearFailure(ctx.db, handler, stored.id); // its handler is no longer part of the system
        else lane.retry(stored);
      }
    } catch (error) {
      ctx.log.error({ err: error }, "outbox: keeping the cursors failed");
    }
  };
  let ticking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    ticking = ticking.then(tick);
  }, tickMs);
  tail.start();

  return {
    wake: () => tail.wake(),
    async stop() {
      stopped = true;
      clearInterval(timer);
      for (const lane of lanes) lane.stop();
      await tail.stop();
      await Promise.all(lanes.map((lane) => lane.idle()));
      await ticking;
      await tick();
    },
  };
}

function earliest(positions: readonly OutboxPosition[]): OutboxPosition {
  return positions.reduce((least, at) => (isAfter(least, at) ? at : least), positions[0] ?? { xid: 0n, id: -1n });
}
