const GREED = 5;
const BAN_MS = 120_000;

/** Requests of an address that an exchange refuses for a while. Who goes on asking during a 429 is banned with 418 (RELIABILITY 3.2). */
export class RequestWall {
  readonly #walls = new Map<string, { until: number; banned: boolean; tries: number }>();

  raise(exchange: string, until: number, banned: boolean): void {
    this.#walls.set(exchange, { until, banned, tries: 0 });
  }

  /** null: the way is free. */
  of(exchange: string, now: number): { readonly banned: boolean; readonly retryAfterSec: number } | null {
    const wall = this.#walls.get(exchange);
    if (wall === undefined) return null;
    if (wall.until <= now) {
      this.#walls.delete(exchange);
      return null;
    }
    wall.tries += 1;
    if (!wall.banned && wall.tries > GREED) {
      wall.banned = true;
      wall.until = now + BAN_MS;
    }
    return { banned: wall.banned, retryAfterSec: Math.ceil((wall.until - now) / 1_000) };
  }
}
