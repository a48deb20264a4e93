import type { UtcMs } from "@/lib/kernel/time";
import type { Asked, Traded } from "@/lib/ports/trade-venue";
import type { Quote } from "@/lib/trading/market/quote";
import type { Machine } from "./request-budget.ts";

/** How long a price serves the next account that asks for it; a hundred followers of one signal ask within it. */
const SHARED_MS = 500;
/** The account that asked may hang; who waits for its answer asks himself after so long. */
const WAIT_MS = 250;

type Told = Asked<Quote & { readonly at: UtcMs }>;

/** A price is the same for every account of an exchange: who asks while another's question is young gets its answer, which carries its own time. */
export class SharedTickers {
  readonly #machine: Machine;
  readonly #asked = new Map<string, { readonly at: number; readonly told: Promise<Told> }>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async ask({ symbol, market }: Traded, question: () => Promise<Told>): Promise<Told> {
    const name = `${market} ${symbol}`;
    const now = this.#machine.now();
    const last = this.#asked.get(name);
    if (last !== undefined && now - last.at < SHARED_MS) {
      const told = await this.#inTime(last.told);
      if (told?.ok) return told;
      // What failed was one account's own question: its key, its breaker, its turn.
    }
    const told = question();
    this.#asked.set(name, { at: now, told });
    return told;
  }

  async #inTime(told: Promise<Told>): Promise<Told | null> {
    let forget = (): void => undefined;
    const late = new Promise<null>((end) => {
      forget = this.#machine.after(WAIT_MS, () => end(null));
    });
    try {
      return await Promise.race([told, late]);
    } finally {
      forget();
    }
  }
}
