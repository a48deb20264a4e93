import type { Ack } from "./protocol.ts";

/** Below the server's 20 a second, so that a page with many subscriptions is not cut off when it comes back. */
const MESSAGES_AT_ONCE = 15;
const ACK_MS = 10_000;

/** What a socket asks its server: one request after the other, each answered, and never so many that the server would close the socket. */
export class PacedRequests {
  readonly #isConnected: () => boolean;
  #sent = 0;
  #sentSince = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(isConnected: () => boolean) {
    this.#isConnected = isConnected;
  }

  /** Waits no more for what an earlier connection was asked. */
  forget(): void {
    this.#queue = Promise.resolve();
  }

  /** @param onLost gets "unavailable" where no answer comes in 10 s, or there is no connection when its turn comes */
  send(
    emit: (ack: (answer: Ack) => void) => void,
    onAnswer?: (answer: Ack) => void,
    onLost?: (answer: Ack) => void,
  ): void {
    this.#queue = this.#queue.then(async () => {
      await this.#pace();
      if (!this.#isConnected()) return onLost?.({ ok: false, error: "unavailable" });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          onLost?.({ ok: false, error: "unavailable" });
          resolve();
        }, ACK_MS);
        emit((answer) => {
          clearTimeout(timer);
          onAnswer?.(answer);
          resolve();
        });
      });
    });
  }

  async #pace(): Promise<void> {
    const now = performance.now();
    if (now - this.#sentSince >= 1_000) {
      this.#sentSince = now;
      this.#sent = 0;
    }
    this.#sent += 1;
    if (this.#sent <= MESSAGES_AT_ONCE) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000 - (now - this.#sentSince)));
    this.#sentSince = performance.now();
    this.#sent = 1;
  }
}
