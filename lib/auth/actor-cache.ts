import type { Actor } from "@/lib/kernel/actor";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import type { UtcMs } from "@/lib/kernel/time";

/** An actor with what ends it: asked of the row at most once in CACHE_MS. */
export interface CachedActor {
  readonly actor: Actor;
  /** What he pays the platform for. */
  readonly plan: PlatformPlan;
  /** The zone that his pages show times in. */
  readonly timeZone: string;
  /** By ctx.clock; null: no end of its own. */
  readonly expiresAt: UtcMs | null;
  /** Addresses it may come from; empty: any. */
  readonly ips: readonly string[];
}

interface Entry {
  readonly found: Promise<CachedActor | null>;
  /** Machine time: how old an answer may be is a time-out, not a rule. */
  readonly freshUntil: number;
  userId: string | null;
}

/** Revocation must be felt within 2 s everywhere (issue 2 §2); the rest of the two seconds is the request's own. */
const CACHE_MS = 1_500;
const ENTRIES_MAX = 5_000;

const holder = globalThis as typeof globalThis & { heliographActors?: Map<string, Entry> };

function entries(): Map<string, Entry> {
  holder.heliographActors ??= new Map();
  return holder.heliographActors;
}

/** The actor of a credential: from memory if asked for a moment ago, else by `look`, which many askers at once share. */
export function cachedActor(key: string, look: () => Promise<CachedActor | null>): Promise<CachedActor | null> {
  const map = entries();
  const present = map.get(key);
  if (present !== undefined && present.freshUntil > performance.now()) return present.found;
  const entry: Entry = { found: look(), freshUntil: performance.now() + CACHE_MS, userId: null };
  map.delete(key);
  map.set(key, entry);
  dropOldest(map);
  entry.found.then(
    (found) => {
      entry.userId = found?.actor.userId ?? null;
      if (found === null && map.get(key) === entry) map.delete(key); // a guess is not worth memory
    },
    () => {
      if (map.get(key) === entry) map.delete(key);
    },
  );
  return entry.found;
}

/** The oldest come first: what is no longer asked goes, so that a thousand sockets that signed in once leave nothing behind. */
function dropOldest(map: Map<string, Entry>): void {
  const now = performance.now();
  for (const [key, { freshUntil }] of map) {
    if (map.size <= ENTRIES_MAX && freshUntil > now) return;
    map.delete(key);
  }
}

/**
 * Forgets what is known of a user (or of everyone): his next request asks the database. Called by whoever changed a session, role or
 * factor, and by the relay on "session.revoked" and "user.changed". Look-ups still under way are forgotten too.
 */
export function forgetActors(userId?: string): void {
  for (const [key, entry] of entries()) {
    if (userId === undefined || entry.userId === userId || entry.userId === null) entries().delete(key);
  }
}
