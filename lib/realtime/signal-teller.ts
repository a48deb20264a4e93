import { utcMs } from "@/lib/kernel/time";
import type { Log } from "@/lib/ports/log";
import type { Connection } from "./connection.ts";
import { type SignalMessage, signalEventName } from "./protocol.ts";
import { mayHear, type RealtimeReaders } from "./readers.ts";

const BATCH = 200;
/** Relay order is the order of transaction ids, which may differ from seq by the transactions that ran at once. */
const LOOK_BACK = 32;

/** Tells each socket the events of its strategies: in order of seq, none missing, none twice, and only what its access covers. */
export class SignalTeller {
  readonly #readers: RealtimeReaders;
  readonly #log: Log;
  readonly #keepsUp: (connection: Connection) => boolean;
  readonly #onMessage: (name: string) => void;
  /** Seq up to which each strategy was told live. */
  readonly #told = new Map<string, number>();

  constructor(
    readers: RealtimeReaders,
    log: Log,
    keepsUp: (connection: Connection) => boolean,
    onMessage: (name: string) => void,
  ) {
    this.#readers = readers;
    this.#log = log;
    this.#keepsUp = keepsUp;
    this.#onMessage = onMessage;
  }

  /**
   * Live: everything up to `seq` that was not told yet. The chain is gapless and the event is committed, so all before it can be read;
   * a later call for one of those finds nothing left to tell.
   */
  async tell(strategyId: string, seq: number, connections: () => readonly Connection[]): Promise<void> {
    let from = this.#told.get(strategyId) ?? Math.max(0, seq - LOOK_BACK);
    if (seq <= from) return;
    if (connections().some((connection) => connection.heard.has(strategyId))) {
      while (from < seq) {
        const messages = await this.#readers.signalsAfter(strategyId, from, BATCH);
        // Who listens is asked now, not before the read: a socket that joined meanwhile counts on hearing what came after its join.
        for (const message of messages) this.#broadcast(message, connections());
        const last = messages.at(-1);
        if (last === undefined) break;
        from = last.seq;
      }
    }
    this.#told.set(strategyId, Math.max(from, seq));
  }

  /**
   * Brings what a socket hears in line with what it asked for and may hear. Strategies new to it begin after their seq in `since`, with
   * everything that came after it; without one, after the newest event. @returns the newest seq of each strategy that it hears, as it was when it joined
   */
  async follow(connection: Connection, since: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const entitled = connection.entitled();
    for (const strategyId of [...connection.heard.keys()]) {
      if (!entitled.has(strategyId)) connection.heard.delete(strategyId);
    }
    const starting = [...entitled].filter((id) => !connection.heard.has(id) || since.has(id));
    // Join first: what is published from here on waits behind the replay.
    for (const id of starting) connection.heard.set(id, { seq: Number.MAX_SAFE_INTEGER, waiting: [] });
    const heads = await this.#readers.headsOf([...entitled]);
    await Promise.all(
      starting.map((id) => {
        const head = heads.get(id) ?? 0;
        return this.#replay(connection, id, Math.min(since.get(id) ?? head, head));
      }),
    );
    return new Map([...entitled].map((id) => [id, heads.get(id) ?? 0]));
  }

  async #replay(connection: Connection, strategyId: string, afterSeq: number): Promise<void> {
    const heard = connection.heard.get(strategyId);
    if (heard === undefined) return;
    heard.seq = afterSeq;
    try {
      for (;;) {
        const messages = await this.#readers.signalsAfter(strategyId, heard.seq, BATCH);
        if (connection.isClosed || connection.heard.get(strategyId) !== heard) return;
        for (const message of messages) {
          heard.seq = message.seq;
          if (this.#isTheirs(connection, message)) this.#send(connection, message);
        }
        if (messages.length < BATCH) break;
        await drained(connection);
        if (!this.#keepsUp(connection)) return;
      }
    } catch (error) {
      // Better no socket than one with a hole: the client comes back and asks again.
      this.#log.error({ strategyId, err: error }, "sockets: a catch-up failed");
      connection.socket.disconnect(true);
      return;
    }
    const waiting = heard.waiting ?? [];
    heard.waiting = null;
    for (const message of waiting) {
      if (connection.takes(message) && this.#isTheirs(connection, message)) this.#send(connection, message);
    }
  }

  #broadcast(message: SignalMessage, listening: readonly Connection[]): void {
    for (const connection of listening) {
      if (connection.takes(message) && this.#isTheirs(connection, message) && this.#keepsUp(connection))
        this.#send(connection, message);
    }
  }

  #send(connection: Connection, message: SignalMessage): void {
    connection.tell(message);
    this.#onMessage(signalEventName(message.event.type));
  }

  #isTheirs(connection: Connection, message: SignalMessage): boolean {
    return mayHear(connection.windows, message.strategyId, utcMs(Date.parse(message.receivedAt)));
  }
}

/** Lets the peer take what was sent, at most 5 s. */
function drained(connection: Connection): Promise<void> {
  const { conn } = connection.socket;
  return new Promise((resolve) => {
    const timer = setTimeout(end, 5_000);
    function end(): void {
      clearTimeout(timer);
      conn.off("drain", end);
      conn.off("close", end);
      resolve();
    }
    conn.once("drain", end);
    conn.once("close", end);
  });
}
