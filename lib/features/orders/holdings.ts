import { MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { VenueBalance, VenuePosition } from "@/lib/ports/trade-venue";
import type { MarketKind } from "@/lib/trading/market/instrument";

export interface WalletBalance extends VenueBalance {
  readonly market: MarketKind;
}

/** What wallets and contracts an account has, as its exchange said it. */
export interface Held {
  /** Markets whose wallets were asked; a unified account is asked under one. */
  readonly markets: readonly MarketKind[];
  readonly wallets: readonly WalletBalance[];
  readonly contracts: readonly VenuePosition[];
}

/** An answer older than this sizes no entry: its user may have put money in or taken it out, which no stream tells. */
export const HELD_FRESH_MS = 5 * MINUTE_MS;
/** From this age on it is asked for anew beside the account's comparisons, so that an entry finds it young. */
export const HELD_RENEW_MS = 3 * MINUTE_MS;
/** Money that is not there, or is there by now, is not told from memory. */
export const ASK_ANEW_MS = 0;

/**
 * The balances that an account's exchange told last, in the memory of the worker that holds it. Asked before each entry they were nine tenths of
 * its weight, and a hundred followers stood in line for them. An order of ours, an execution and a word of the private stream end it: the next who
 * needs it asks.
 */
export class Holdings {
  #changes = 0;
  #last: { readonly held: Held; readonly at: UtcMs } | null = null;

  /** Something that moves balances is about to happen, or did. */
  changed(): void {
    this.#changes += 1;
    this.#last = null;
  }

  /** Call before asking. @returns what keeps the answer, unless something changed meanwhile */
  asking(now: UtcMs): (held: Held) => void {
    const before = this.#changes;
    return (held) => {
      if (this.#changes === before) this.#last = { held, at: now };
    };
  }

  /** What was told less than `maxAgeMs` ago; null: ask. */
  recall(now: UtcMs, maxAgeMs: number): Held | null {
    const last = this.#last;
    return last !== null && now >= last.at && now - last.at < maxAgeMs ? last.held : null;
  }
}
