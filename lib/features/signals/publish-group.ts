import { canonicalJson } from "@/lib/kernel/canonical-json";
import type { ChainHead } from "@/lib/kernel/chain";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ids } from "@/lib/ports/ids";
import type { Ticker } from "@/lib/ports/prices";
import { type SealedEvent, sealEvents, sha256Hex } from "./chain.ts";
import { draftSignal, venueOf } from "./draft-signal.ts";
import { type GroupPrices, placeOf } from "./kept-prices.ts";
import { projectOpen } from "./project.ts";
import { type Publishing, publishRequest } from "./publish-alone.ts";
import { type KeptAnswer, type Run, writeGroup } from "./publish-group-repository.ts";
import { marketAt, type OpenBody, type Projection } from "./signal.ts";
import { type SignalView, viewOf } from "./view.ts";

/** What a group is decided from; the statement that writes compares all of it. */
export interface Standing {
  readonly strategy: {
    readonly id: string;
    readonly providerId: string;
    readonly status: string;
    readonly version: number;
    readonly supportedPairs: readonly string[];
    readonly exchanges: readonly string[];
  };
  readonly head: ChainHead & { readonly at: UtcMs | null };
}

export interface GroupMember<From extends Publishing> {
  readonly from: From;
  readonly body: OpenBody;
  readonly price: Ticker;
}

export interface DraftedGroup<From extends Publishing> {
  readonly at: UtcMs;
  readonly fit: readonly GroupMember<From>[];
  /** Those that will be refused, or may be repeats: each decides for itself. */
  readonly others: readonly From[];
}

/** Checks each member against the strategy and the market of this moment. */
export function draftGroup<From extends Publishing>(
  now: UtcMs,
  { strategy, head }: Standing,
  members: readonly From[],
  { byVenue }: GroupPrices,
): DraftedGroup<From> {
  // Times of a chain run with its seq, whatever the clocks of two processes say.
  const at = utcMs(Math.max(now, head.at ?? 0));
  const fit: GroupMember<From>[] = [];
  const others: From[] = [];
  for (const from of members) {
    const venue = venueOf(from.input, strategy);
    const price = venue.ok ? byVenue.get(placeOf(venue.value)) : undefined;
    const may = strategy.status === "ACTIVE" && strategy.providerId === from.actor.userId;
    const drafted = may && venue.ok && price !== undefined ? draftSignal(from.input, venue.value, price, at) : null;
    if (drafted?.ok && price !== undefined) fit.push({ from, body: drafted.value, price });
    else others.push(from);
  }
  return { at, fit, others };
}

export interface WrittenGroup<From extends Publishing> {
  readonly standing: Standing;
  readonly answers: readonly { readonly from: From; readonly view: SignalView; readonly status: number }[];
}

const STATUS = 201;

/**
 * Writes a group in one statement. Not ok: the strategy, its head or one of the prices that were `remembered` is another by now, or the keys in
 * `taken` are held or answered.
 */
export async function commitGroup<From extends Publishing>(
  run: Run,
  ids: Ids,
  standing: Standing,
  { at, fit }: DraftedGroup<From>,
  { remembered }: GroupPrices,
): Promise<{ ok: true; value: WrittenGroup<From> } | { ok: false; taken: readonly string[] }> {
  const { strategy, head } = standing;
  if (fit.length === 0) return { ok: true, value: { standing, answers: [] } };
  const events = sealEvents(
    head,
    fit.map(({ body, price }) => ({
      signalId: ids.make("signal"),
      strategyVersion: strategy.version,
      market: marketAt(price),
      change: { type: "OPEN" as const, body },
    })),
    at,
  );
  const answers = events.flatMap((event, place) => {
    const member = fit[place];
    if (member === undefined) return [];
    const signal = projected(event, member.body, at);
    return [{ from: member.from, signal, view: viewOf(signal, event), status: STATUS }];
  });
  const kept = answers.flatMap(({ from, view, status }): KeptAnswer[] =>
    from.key === null
      ? []
      : [
          {
            scope: `user:${from.actor.userId}`,
            key: from.key,
            bodyHash: sha256Hex(canonicalJson(publishRequest(from.input))),
            status,
            response: JSON.stringify(view),
          },
        ],
  );
  const written = await writeGroup(run, {
    strategy,
    head,
    at,
    prices: remembered,
    signals: answers.map(({ signal }) => signal),
    events,
    kept,
  });
  if (!written.ok) return written;
  const last = events.at(-1);
  const moved = last === undefined ? head : { strategyId: strategy.id, seq: last.seq, hash: last.hash, at };
  return { ok: true, value: { standing: { strategy, head: moved }, answers } };
}

function projected(event: SealedEvent, body: OpenBody, at: UtcMs): Projection {
  const { signalId: id, strategyId, strategyVersion } = event;
  return projectOpen({ id, strategyId, strategyVersion }, body, { seq: event.seq, receivedAt: at });
}
