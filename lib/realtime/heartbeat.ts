import type { Connection } from "./connection.ts";
import { hasRead, send, wireMessage } from "./wire.ts";

const HEARTBEAT_MS = 2_000;
/** A share of the sockets each 50 ms: one loop over all would hold back a signal that comes meanwhile by as long as a signal takes. */
const HEARTBEAT_SHARES = 40;

/** How often `beat` is called, in ms. */
export const HEARTBEAT_STEP_MS = HEARTBEAT_MS / HEARTBEAT_SHARES;

/** The sign of life that each socket hears every 2 s. */
export class Heartbeat {
  readonly #shares = Array.from({ length: HEARTBEAT_SHARES }, () => new Set<Connection>());
  #beats = 0;

  join(connection: Connection): void {
    this.#shares.reduce((least, share) => (share.size < least.size ? share : least)).add(connection);
  }

  leave(connection: Connection): void {
    for (const share of this.#shares) if (share.delete(connection)) break;
  }

  /** Tells the next share of the sockets, but for those that have not read what was sent before. */
  beat(): void {
    const share = this.#shares[this.#beats++ % HEARTBEAT_SHARES];
    if (share === undefined || share.size === 0) return;
    const wire = wireMessage("heartbeat", { at: new Date().toISOString() });
    for (const connection of share) if (hasRead(connection)) send(connection.socket, wire);
  }
}
