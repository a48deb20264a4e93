import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "@/lib/kernel/actor";
import type { ChainEvent } from "@/lib/kernel/chain";
import { looksLikeId } from "@/lib/kernel/ids";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { maySee, signalAccess } from "./access.ts";
import { eventsAfter, headSeqs, openSignals } from "./stream-queries.ts";
import type { SignalView } from "./view.ts";

const BATCH = 200;
const LOOK_EVERY_MS = 250;

/** An event with its signal as it stands now; `seq`, `hash` and `prevHash` are the event's. The shape of the sockets' signal messages. */
export interface SignalNews extends SignalView {
  /** Where the reader stands after this line, in every strategy: give it back as `since`. */
  readonly cursor: string;
  readonly event: ChainEvent;
}

/** Sent once instead of what happened since a cursor that is more than 1,000 events old: the signals that are open now. */
export interface SignalSnapshot {
  readonly type: "snapshot";
  readonly strategyId: string;
  readonly seq: number;
  readonly cursor: string;
  readonly signals: readonly SignalView[];
}

const REPLAY_MAX = 1_000;

/** Whether every strategy of a cursor is, or once was, the user's to hear. */
export async function isOwnCursor(
  ctx: Pick<Ctx, "db" | "clock">,
  actor: Pick<Actor, "userId">,
  since: ReadonlyMap<string, number>,
): Promise<boolean> {
  const known = new Set(
    (await signalAccess(ctx.db, actor.userId, ctx.clock.now())).map(({ strategyId }) => strategyId),
  );
  return [...since.keys()].every((strategyId) => known.has(strategyId));
}

/** Reads `since`: the cursor of an event of the stream, or cursors of several strategies joined by commas. Null: it is no cursor of ours. */
export function readSince(text: string): ReadonlyMap<string, number> | null {
  const places = new Map<string, number>();
  for (const part of text.split(",").filter((one) => one !== "")) {
    const [strategyId = "", seq = ""] = part.split(".");
    if (!looksLikeId(strategyId) || !/^\d{1,10}$/.test(seq)) return null;
    places.set(strategyId, Number(seq));
  }
  return places;
}

/** Where the user's strategies stand now: what comes is what is published from here on. */
export async function placesNow(
  ctx: Pick<Ctx, "db" | "clock">,
  actor: Pick<Actor, "userId">,
): Promise<ReadonlyMap<string, number>> {
  const windows = await signalAccess(ctx.db, actor.userId, ctx.clock.now());
  const heard = [...new Set(windows.map(({ strategyId }) => strategyId))];
  const heads = await headSeqs(ctx.db, heard);
  return new Map(heard.map((strategyId) => [strategyId, heads.get(strategyId) ?? 0]));
}

/** What `readSince` reads. */
export function cursorOf(places: ReadonlyMap<string, number>): string {
  return [...places].map(([strategyId, seq]) => `${strategyId}.${seq}`).join(",");
}

/**
 * The events that the user may hear, in chain order a strategy, from `since` on and then as they come until `waitMs` has passed or `stop` is
 * aborted. Each carries the position of every strategy, so the last line read is all that a client must keep. Access is asked at every look: who may no longer hear stops hearing. `stillSignedIn` is asked at every look and before each
 * line, since a slow reader takes them long after they were read: it ends with what opened it.
 */
export async function* streamSignals(
  ctx: Pick<Ctx, "db" | "clock">,
  actor: Pick<Actor, "userId">,
  since: ReadonlyMap<string, number>,
  waitMs: number,
  stop: AbortSignal,
  stillSignedIn: () => Promise<boolean>,
): AsyncGenerator<SignalNews | SignalSnapshot, void, undefined> {
  const until = performance.now() + waitMs;
  const places = new Map(since);
  while (!stop.aborted && (await stillSignedIn())) {
    const windows = await signalAccess(ctx.db, actor.userId, ctx.clock.now());
    const ids = [...new Set(windows.map(({ strategyId }) => strategyId))];
    for (const [strategyId, head] of await headSeqs(ctx.db, ids)) {
      // A place behind the newest event is none of this chain (a backup was played back): what comes next is told all the same.
      if ((places.get(strategyId) ?? 0) > head) places.set(strategyId, head);
      if (head - (places.get(strategyId) ?? 0) > REPLAY_MAX) {
        const signals = (await openSignals(ctx.db, strategyId)).filter(({ receivedAt }) =>
          maySee(windows, { strategyId, receivedAt: utcMs(Date.parse(receivedAt)) }),
        );
        places.set(strategyId, head);
        if (!(await stillSignedIn())) return;
        yield { type: "snapshot", strategyId, seq: head, cursor: cursorOf(places), signals };
      }
      for (let from = places.get(strategyId) ?? 0; from < head && !stop.aborted; ) {
        const news = await eventsAfter(ctx.db, strategyId, from, BATCH);
        for (const one of news) {
          const { event, signal } = one;
          places.set(strategyId, event.seq);
          if (!maySee(windows, { strategyId, receivedAt: utcMs(Date.parse(signal.receivedAt)) })) continue;
          const { seq, hash, prevHash } = event;
          if (!(await stillSignedIn())) return;
          yield { ...signal, seq, hash, prevHash, cursor: cursorOf(places), event };
        }
        from = news.at(-1)?.event.seq ?? head;
      }
    }
    const left = until - performance.now();
    if (left <= 0) return;
    await delay(Math.min(LOOK_EVERY_MS, left), undefined, { signal: stop }).catch(() => undefined);
  }
}
